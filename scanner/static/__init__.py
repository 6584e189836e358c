"""Static analyzers: one file, one analyzer. ANALYZERS is their order; a test fails if a file is forgotten."""

from scanner.static import (
    code_texts,
    components,
    files,
    manifest,
    meta_data,
    network_config,
    permissions,
    settings,
    signing,
    texts,
    uses,
)

ANALYZERS = (
    manifest,
    permissions,
    components,
    meta_data,
    settings,
    network_config,
    signing,
    files,
    texts,
    code_texts,
    uses,
)
