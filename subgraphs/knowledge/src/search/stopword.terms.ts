/** Words that carry no subject: particles, pronouns and the forms of a question. Source: general knowledge of the language. */
export const STOPWORDS: ReadonlySet<string> = new Set(
  `的 了 吗 呢 吧 啊 呀 嘛 么 着 过 得 地 是 在 有 和 与 及 或 或者 以及 而 而且 但 但是 也 都 就 才 还 又 再 很 太 更 最 会 能 能不能
  可以 可不可以 是否 是不是 有没有 要不要 行不行 应 应当 应该 须 需 需要 要 不 没 没有 无 被 把 将 给 让 对 对于 从 向 由 以 于 为 为了 因 因为 所以
  如果 的话 那 那么 这 这个 那个 这些 那些 这边 那边 这里 那里 这样 我 我们 你 你们 他 她 它 他们 她们 它们 自己 咱 咱们 谁 哪 哪个 哪些 哪里 哪儿
  什么 怎么 怎样 怎么样 如何 为什么 为何 多少 几 几个 多久 多长 什么时候 何时 之 其 其他 等 等等 中 里 上 下 前 后 时 时候 内 外 间
  一 一个 一下 一些 个 种 次 些 所 规定 按照 按 依照 根据 依据 关于 有关 情况 情形 问题 请问 想 想问 问 说 称为 叫 到 去 来 做 进行 有什么
  当时 现在 后来 正好 到底 究竟 大家 常说 不同 分别 哪一级 哪类 哪几`.split(/\s+/),
);
