# Recipes for people who have `just`; each is one line that works without it.

# Everything that must pass before a change lands.
gate:
    bash .ci/run

# The embedded model's report.
report:
    cargo run --release -- report

# Benchmarks (criterion).
bench:
    cargo bench
