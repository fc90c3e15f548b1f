#!/usr/bin/env bash
# The same load on Dalolat's ledger, on a three-node etcd and on a PostgreSQL quorum: in turn, on this
# machine, over loopback, with fsync, in a temporary directory. bench/README.md says what may be compared.
#
#   bench/compare.sh [OPTION …]
#
#   --seconds S        how long each run is measured, after two seconds of warm-up (10)
#   --runs N           how often each level is run; the run of the middle rate is told (3)
#   --in-flight N,…    how many acts are under way at any time (1,64,1000)
#   --only NAME,…      of dalolat, etcd, postgres (all three)
#   --bin FILE         the program `dalolat`; without it, this builds the release
#   --dir DIR          where storages are made and removed again (TMPDIR or /tmp)
#   --json             one object a line for machines, no table
#
# Needs Debian's etcd-server and postgresql; the services that they install need not run.
set -euo pipefail

usage() {
  sed -n '2,17p' "$0" | sed 's/^# \{0,1\}//'
  exit 2
}

seconds=10 runs=3 in_flight=1,64,1000 only=dalolat,etcd,postgres bin='' dir=${TMPDIR:-/tmp} json=no
while [ $# -gt 0 ]; do
  case "$1" in
    --json) json=yes ;;
    --seconds | --runs | --in-flight | --only | --bin | --dir)
      [ $# -ge 2 ] || usage
      case "$1" in
        --seconds) seconds=$2 ;;
        --runs) runs=$2 ;;
        --in-flight) in_flight=$2 ;;
        --only) only=$2 ;;
        --bin) bin=$(realpath -- "$2") ;;
        --dir) dir=$2 ;;
      esac
      shift
      ;;
    *) usage ;;
  esac
  shift
done
[[ $seconds =~ ^[1-9][0-9]*$ && $runs =~ ^[1-9]$ && $in_flight =~ ^[1-9][0-9]*(,[1-9][0-9]*)*$ ]] || usage
[[ $only =~ ^(dalolat|etcd|postgres)(,(dalolat|etcd|postgres))*$ ]] || usage
mapfile -t levels < <(tr , '\n' <<<"$in_flight" | sort -n)
most=${levels[-1]}
cd "$(dirname "$0")/.."

measures() { [[ ,$only, == *,$1,* ]]; }
say() { [ "$json" = yes ] || printf '%s\n' "$*" >&2; }
fail() {
  printf 'compare.sh: %s\n' "$*" >&2
  exit 4
}

# What is needed, before anything is started.
missing=()
if measures etcd && ! command -v etcd >/dev/null; then missing+=(etcd-server); fi
pg=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$pg" ] || pg=$(dirname "$(command -v initdb || echo /none/initdb)")
if measures postgres && ! { [ -x "$pg/initdb" ] && [ -x "$pg/pgbench" ]; }; then missing+=(postgresql); fi
if [ ${#missing[@]} -gt 0 ]; then
  echo "compare.sh: missing: ${missing[*]}" >&2
  echo "Install them with: apt-get install ${missing[*]}   (or leave them out with --only)" >&2
  exit 2
fi
if measures dalolat || measures etcd; then
  if [ -z "$bin" ]; then
    say "building the release"
    cargo build --release --locked --quiet --workspace --bin dalolat
    bin=$(realpath "${CARGO_TARGET_DIR:-target}/release/dalolat")
  fi
  [ -x "$bin" ] || fail "$bin is no program"
fi
ulimit -n "$(ulimit -Hn)"

work=$(mktemp -d "$dir/dalolat-compare-XXXXXX")
# PostgreSQL's own user must reach its directory within, and see nothing else.
chmod 711 "$work"
rows=$work/rows
: >"$rows"
pids=()   # processes to end
stops=()  # directories of PostgreSQL servers to stop

as_pg() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

stop_all() {
  local one
  for one in "${stops[@]}"; do as_pg "$pg/pg_ctl" -D "$one" -m immediate -s stop || true; done
  for one in "${pids[@]}"; do kill "$one" 2>/dev/null || true; done
  for one in "${pids[@]}"; do wait "$one" 2>/dev/null || true; done
  stops=() pids=()
}

clean_up() {
  local code=$?
  trap - EXIT INT TERM
  stop_all
  rm -rf "$work"
  exit "$code"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A port that nobody listens on.
next_port=$((20000 + RANDOM % 10000))
free_port() {
  while (exec 3<>"/dev/tcp/127.0.0.1/$next_port") 2>/dev/null; do next_port=$((next_port + 1)); done
  port=$next_port
  next_port=$((next_port + 1))
}

# until_done SECONDS WHAT COMMAND …: waits until the command succeeds.
until_done() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || fail "$what did not happen in time"
    sleep 0.1
  done
}

# The CPU time of these processes and all their descendants so far, in ticks of 10 ms. What a process
# of theirs had used when it ended is in the time of the children of the one that waited for it.
cpu_ticks() {
  cat /proc/[0-9]*/stat 2>/dev/null | awk -v roots="$*" '
    { pid = $1; sub(/^.*\) /, ""); parent[pid] = $2; own[pid] = $12 + $13; children[pid] = $14 + $15 }
    END {
      count = split(roots, root, " ")
      for (n = 1; n <= count; n++) is_root[root[n]] = 1
      for (pid in own) {
        at = pid
        while (at > 1 && !(at in is_root)) at = parent[at]
        if (at in is_root) all += own[pid] + children[pid]
      }
      print all + 0
    }'
}

load_average() { cut -d ' ' -f 1 /proc/loadavg; }

# One run: system, in flight, acts/s, p50 ms, p99 ms, CPU µs an act, load µs an act, load average.
row() {
  printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >>"$rows"
  say "  $1, $2 in flight: $3 acts/s, p50 $4 ms, p99 $5 ms, $6 µs CPU an act, load average $8"
}

# The figure of that name on a line of JSON.
figure() { sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p" <<<"$2"; }

# Reads the objects of `dalolat bench --json`: those of one event become rows.
rows_of() {
  local system=$1 event=$2 line
  while read -r line; do
    [[ $line == *"\"event\":\"$event\""* ]] || continue
    row "$system" "$(figure in_flight "$line")" "$(figure acts_per_second "$line")" \
      "$(figure p50_ms "$line")" "$(figure p99_ms "$line")" "$(figure cpu_us_per_act "$line")" \
      "$(figure load_cpu_us_per_act "$line")" "$(load_average)"
  done
}

dalolat() {
  say "dalolat: 4 validators, Ed25519"
  "$bin" --json bench ledger --dir "$work" --in-flight "$in_flight" --seconds "$seconds" --runs "$runs" --idle 1 |
    rows_of dalolat run
  rm -rf "$work/bench-network"
}

healthy() {
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET /health HTTP/1.0\r\n\r\n' >&3
  grep -q '"health": *"true"' <&3
}

etcd_quorum() {
  say "etcd: 3 members"
  local n clients=() peers=() cluster='' one
  for n in 1 2 3; do
    free_port && clients+=("127.0.0.1:$port")
    free_port && peers+=("http://127.0.0.1:$port")
    cluster+="${cluster:+,}m$n=${peers[-1]}"
  done
  for n in 1 2 3; do
    etcd --name "m$n" --data-dir "$work/etcd-$n" --initial-cluster "$cluster" --initial-cluster-state new \
      --listen-peer-urls "${peers[n - 1]}" --initial-advertise-peer-urls "${peers[n - 1]}" \
      --listen-client-urls "http://${clients[n - 1]}" --advertise-client-urls "http://${clients[n - 1]}" \
      >"$work/etcd-$n.log" 2>&1 &
    pids+=($!)
  done
  for one in "${clients[@]}"; do until_done 30 "the start of etcd" healthy "${one#*:}"; done
  local run members
  members=$(IFS=, && echo "${clients[*]}")
  for run in $(seq "$runs"); do
    "$bin" --json bench etcd --address "$members" --pid "$(IFS=, && echo "${pids[*]}")" \
      --in-flight "$in_flight" --seconds "$seconds" | rows_of etcd level
  done
  stop_all
  rm -rf "$work"/etcd-*
}

postgres_quorum() {
  say "PostgreSQL: a primary and 2 standbys, of which one must have flushed"
  local home=$work/postgres ports=() n
  mkdir "$home"
  [ "$(id -u)" -ne 0 ] || chown postgres: "$home"
  for n in 0 1 2; do free_port && ports+=("$port"); done
  # A password keeps other users of this machine out. MD5, because SCRAM takes milliseconds of CPU for
  # each of a thousand connections.
  PGPASSWORD=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  export PGPASSWORD PGHOST=127.0.0.1 PGPORT=${ports[0]} PGUSER=bench PGDATABASE=postgres
  (umask 077 && echo "$PGPASSWORD" >"$home/password")
  [ "$(id -u)" -ne 0 ] || chown postgres: "$home/password"
  as_pg "$pg/initdb" -D "$home/0" -U bench -A md5 --pwfile="$home/password" -E UTF8 --locale=C >"$home.log" 2>&1 ||
    fail "initdb: $(tail -n 1 "$home.log")"
  as_pg tee -a "$home/0/postgresql.conf" >/dev/null <<END
password_encryption = md5
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = $((most + 20))
fsync = on
synchronous_commit = on
END
  start_postgres "$home/0" "${ports[0]}"
  for n in 1 2; do
    as_pg "$pg/pg_basebackup" -D "$home/$n" -X stream -c fast -R >>"$home.log" 2>&1 || fail "pg_basebackup: $(tail -n 1 "$home.log")"
    # The name by which the primary knows a standby.
    as_pg tee -a "$home/$n/postgresql.conf" >/dev/null <<<"cluster_name = 's$n'"
    start_postgres "$home/$n" "${ports[n]}"
  done
  as_pg tee -a "$home/0/postgresql.conf" >/dev/null <<<"synchronous_standby_names = 'ANY 1 (s1,s2)'"
  as_pg "$pg/pg_ctl" -D "$home/0" -s reload
  until_done 30 "the quorum of standbys" both_in_quorum
  query "create table act (id bytea primary key, value text not null)" >/dev/null
  # With its key of 32 bytes a row has 300, as an act has with its signature.
  cat >"$work/insert.sql" <<'END'
\set a random(0, 9223372036854775806)
\set b random(0, 9223372036854775806)
\set c random(0, 9223372036854775806)
\set d random(0, 9223372036854775806)
insert into act values (int8send(:a) || int8send(:b) || int8send(:c) || int8send(:d), :value);
END
  local run level
  for level in "${levels[@]}"; do
    for run in $(seq "$runs"); do pgbench_run "$level" "$home"; done
  done
  stop_all
  rm -rf "$home"
}

start_postgres() {
  as_pg "$pg/pg_ctl" -D "$1" -o "-p $2" -l "$1.log" -s -w start || fail "PostgreSQL: $(tail -n 1 "$1.log")"
  stops+=("$1")
}

query() { "$pg/psql" -XAtqc "$1"; }
both_in_quorum() { [ "$(query "select count(*) from pg_stat_replication where sync_state = 'quorum'")" = 2 ]; }

# pgbench_run CLIENTS HOME: until rows are written and two seconds more of warm-up, then the window.
pgbench_run() {
  local clients=$1 home=$2 servers load threads=1 value
  value=$(printf '%0268d' 7)
  mapfile -t servers < <(head -qn 1 "$home"/[012]/postmaster.pid)
  [ "$clients" -lt 64 ] || threads=2
  rm -f "$work"/latency.*
  "$pg/pgbench" -n -M prepared -f "$work/insert.sql" -D "value=$value" -c "$clients" -j "$threads" \
    -T 3600 -P 1 -l --log-prefix="$work/latency" >"$work/pgbench.log" 2>&1 &
  load=$!
  pids=("$load")
  # Opening a thousand connections and preparing the statement in each may take a while.
  until_done 120 "the first row of $clients clients" grep -Eq '^progress: [0-9.]+ s, (0\.0*)?[1-9]' "$work/pgbench.log"
  sleep 2
  local from to cpu_before cpu_after own_before own_after
  cpu_before=$(cpu_ticks "${servers[@]}") own_before=$(cpu_ticks "$load") from=$(date +%s%6N)
  sleep "$seconds"
  cpu_after=$(cpu_ticks "${servers[@]}") own_after=$(cpu_ticks "$load") to=$(date +%s%6N)
  # What its own clock sends it at the end of -T: it ends in order, with its log whole.
  kill -ALRM "$load"
  wait "$load" || fail "pgbench: $(tail -n 1 "$work/pgbench.log")"
  pids=()
  local load_now
  load_now=$(load_average)
  # A line: client, its transaction, latency in µs, script, second and microsecond of the end.
  local figures
  figures=$(cat "$work"/latency.* | awk -v from="$from" -v to="$to" \
    '{ end = $5 * 1000000 + $6; if (end >= from && end < to) print $3 }' | sort -n |
    awk -v us=$((to - from)) -v cpu=$((cpu_after - cpu_before)) -v own=$((own_after - own_before)) '
      { latency[NR] = $1 }
      function at(percent) { n = int((NR * percent + 99) / 100); return latency[n] / 1000 }
      END {
        if (NR == 0) exit 1
        printf "%.3f %.3f %.3f %.3f %.3f\n", NR * 1000000 / us, at(50), at(99), cpu * 10000 / NR, own * 10000 / NR
      }') || fail "no row was inserted"
  read -r rate p50 p99 cpu own <<<"$figures"
  row postgres "$clients" "$rate" "$p50" "$p99" "$cpu" "$own" "$load_now"
}

! measures dalolat || dalolat
! measures etcd || etcd_quorum
! measures postgres || postgres_quorum

# The run of the middle rate of each system and level; ratios are to ours.
sort -t "$(printf '\t')" -k 1,1 -k 2,2n -k 3,3n "$rows" | awk -F '\t' -v json="$json" '
  { key = $1 FS $2; if (!(key in count)) order[++keys] = key; line[key, ++count[key]] = $0 }
  function thousands(value,   text, out) {
    if (value < 9.995) return sprintf("%.2f", value)
    if (value < 99.95) return sprintf("%.1f", value)
    text = sprintf("%.0f", value); out = ""
    while (length(text) > 3) { out = "," substr(text, length(text) - 2) out; text = substr(text, 1, length(text) - 3) }
    return text out
  }
  function ratio(value, ours) { return ours > 0 ? sprintf("%.2f", value / ours) : "-" }
  END {
    format = "%-10s %9s %9s %9s %9s %9s %10s %9s %9s %9s\n"
    if (json != "yes") {
      print ""
      # In units of a byte each: some awks pad by bytes.
      printf format, "in flight", "", "acts/s", "p50 ms", "p99 ms", "CPU us", "load us", "acts/s", "CPU us", "load"
      printf format, "", "", "", "", "", "an act", "an act", "to ours", "to ours", "average"
    }
    for (n = 1; n <= keys; n++) {
      key = order[n]
      split(line[key, int((count[key] + 1) / 2)], f, FS)
      row[n] = line[key, int((count[key] + 1) / 2)]
      if (f[1] == "dalolat") { rate[f[2]] = f[3]; cpu[f[2]] = f[6] }
      level[f[2]] = 1
    }
    levels = 0
    for (one in level) {
      at = ++levels
      while (at > 1 && sorted[at - 1] + 0 > one + 0) { sorted[at] = sorted[at - 1]; at-- }
      sorted[at] = one
    }
    for (l = 1; l <= levels; l++) for (n = 1; n <= keys; n++) {
      split(row[n], f, FS)
      if (f[2] != sorted[l]) continue
      if (json == "yes")
        printf "{\"system\":\"%s\",\"in_flight\":%d,\"runs\":%d,\"acts_per_second\":%s,\"p50_ms\":%s,\"p99_ms\":%s,\"cpu_us_per_act\":%s,\"load_cpu_us_per_act\":%s,\"load_average\":%s}\n", \
          f[1], f[2], count[order[n]], f[3], f[4], f[5], f[6], f[7], f[8]
      else
        printf format, thousands_int(f[2]), f[1], thousands(f[3]), thousands(f[4]), thousands(f[5]), \
          thousands(f[6]), thousands(f[7]), ratio(f[3], rate[f[2]]), ratio(f[6], cpu[f[2]]), f[8]
    }
  }
  function thousands_int(value) { return value < 100 ? value : thousands(value) }'
