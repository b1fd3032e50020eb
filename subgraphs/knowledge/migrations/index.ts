import { CreateKnowledge } from './001-create-knowledge.ts';

export const migrations = [CreateKnowledge];
