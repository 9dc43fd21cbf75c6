# Everyday recipes: each a thin line over cargo. `just` alone lists them.

_list:
    @just --list --unsorted

# Run the whole flow on private servers and show it; stays up until Ctrl-C (--once, --json)
demo *args:
    cargo xtask demo {{ args }}

# Every test, unit and integration, against private servers
test *args:
    cargo xtask test {{ args }}

# Format, clippy, documentation, dependencies, licences, contracts, spelling
lint:
    cargo xtask lint

# Render and check the deployment, without a cluster
deploy-check *args:
    cargo xtask deploy-check {{ args }}

# Format the code
fmt:
    cargo fmt --all

# Figures beside their raw ceilings: `just bench submit`, `just bench rebuild`
bench *args:
    cargo xtask bench {{ args }}

# One call with JSON in and out: `just call URL METHOD BODY --token-file FILE`
call *args:
    cargo xtask call {{ args }}

# The command line: `just haetae review list` (docs/cli.md)
haetae *args:
    cargo run --quiet --package haetae-cli -- {{ args }}

# Private NATS and PostgreSQL alone, until Ctrl-C
servers:
    cargo run --package haetae-devstack

# The API documentation of our crates
doc:
    cargo doc --workspace --no-deps --open

# What a clean checkout is checked with
ci:
    .ci/run
