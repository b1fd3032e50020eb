/**
 * The files of the public GPU cluster traces that can be imported, by name, with the columns that each must have.
 *
 * Source: alibaba/clusterdata, cluster-trace-gpu-v2023 (openb_*) and cluster-trace-v2026-GenAI (pod_gpu_*);
 * column meanings from the README of each trace. Times of openb_* are seconds from the beginning of the trace,
 * those of pod_gpu_* are seconds of a shifted Unix epoch.
 */
export const TRACE_FILES = {
  'openb_node_list_gpu_node.csv': ['sn', 'cpu_milli', 'memory_mib', 'gpu', 'model'],
  'openb_pod_list_default.csv': [
    'name',
    'cpu_milli',
    'memory_mib',
    'num_gpu',
    'gpu_milli',
    'gpu_spec',
    'qos',
    'pod_phase',
    'creation_time',
    'deletion_time',
    'scheduled_time',
  ],
  'pod_gpu_duty_cycle_anon.csv': ['value', 'timestamp_anon', 'container_ip'],
  'pod_gpu_memory_used_bytes_anon.csv': ['timestamp_anon', 'value', 'container_ip'],
} as const;

export type TraceFile = keyof typeof TRACE_FILES;

/** Files of the same folder that hold nothing that this subgraph keeps, and why. */
export const REFUSED_FILES: Readonly<Record<string, string>> = {
  'dcgm_default_counters.csv': '计数器字典，不是数据：所支持的计数器已在程序中登记',
  'dcgm_dcp_metrics_included.csv': '计数器字典，不是数据：所支持的计数器已在程序中登记',
  'lora_request_trace.csv': '模型服务请求记录：模型服务尚未纳入本子图',
  'qps.csv': '模型服务请求量：模型服务尚未纳入本子图',
  'queue_rt_raw_anon.csv': '模型服务排队时延：模型服务尚未纳入本子图',
};

/** The traces of containers name no node; their readings are kept under this one. */
export const TRACE_CONTAINER_HOST = 'pod-gpu-trace';

/** Most cards that a node of a trace may have; a larger figure is a broken row. */
export const MOST_CARDS_PER_NODE = 64;
