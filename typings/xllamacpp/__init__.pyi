"""The part of xllamacpp that we use; the package itself carries no types."""

class _Model:
    path: str

class _Processor:
    n_threads: int

class CommonParams:
    api_keys: list[str]
    cache_ram_mib: int
    cors_credentials: bool
    cors_origins: str
    cpuparams: _Processor
    cpuparams_batch: _Processor
    ctx_shift: bool
    endpoint_metrics: bool
    endpoint_props: bool
    endpoint_slots: bool
    fit_params: bool
    hostnames: list[str]
    kv_unified: bool
    model: _Model
    model_alias: set[str]
    n_batch: int
    n_ctx: int
    n_gpu_layers: int
    n_parallel: int
    n_threads_http: int
    n_ubatch: int
    ui: bool
    verbosity: int

class Server:
    def __init__(self, params: CommonParams) -> None: ...
