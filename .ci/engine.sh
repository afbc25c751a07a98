# shellcheck shell=sh
# Sourced by `.ci/run` after host.sh: a container engine of this run's own. It shares nothing with another engine on this
# machine, and leaves the host's firewall and interfaces alone: containers get the host's network, or none.

# Nothing of this comes from the environment.
unset -v engine engine_home tries

engine=

# Starts it, with all that it keeps in one temporary folder, and points the commands that follow at it.
start_engine() {
    engine_home=$(mktemp -d)
    # Not the machine's own configuration: what stands in it and here would be refused.
    echo '{}' >"$engine_home/daemon.json"
    dockerd --config-file "$engine_home/daemon.json" --host "unix://$engine_home/docker.sock" \
        --data-root "$engine_home/data" --exec-root "$engine_home/exec" --pidfile "$engine_home/docker.pid" \
        --containerd-namespace keyhaul-ci --containerd-plugins-namespace keyhaul-ci-plugins \
        --bridge=none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false --shutdown-timeout 5 \
        </dev/null >"$engine_home/log" 2>&1 &
    engine=$!
    await_engine
    export DOCKER_HOST="unix://$engine_home/docker.sock"
}

await_engine() {
    tries=0
    until grep -q 'API listen on' "$engine_home/log"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 300 ] || ! kill -0 "$engine" 2>/dev/null; then
            tail -n 20 "$engine_home/log" >&2
            fail "the container engine did not start" "see the last lines of its log above"
        fi
        sleep 0.2
    done
    say "a container engine runs in $engine_home"
}

stop_engine() {
    [ -n "$engine" ] || return 0
    kill "$engine" 2>/dev/null || true
    wait "$engine" || true
    engine=
    # dockerd leaves mounts: its data folder on itself where mounts are private, the host's network once it was used.
    awk -v home="$engine_home/" 'index($5, home) == 1 { print $5 }' /proc/self/mountinfo | xargs -r umount || true
    rm -rf --one-file-system "$engine_home"
}
