#!/usr/bin/env bash
# Tries louyu where nothing is installed: a bare Debian 12 (python3, git, certificates) in a folder, entered by chroot.
# Usage, as root, by hand:  tests/bare_debian.sh [setup] [test] [run]      default: test run
#   LOUYU_BARE       folder of the root (kept for the next try)      default: /var/tmp/louyu-bare
#   LOUYU_BARE_FRESH =1 makes the root anew;   LOUYU_PORT  port of `run`, since the network is the host's
# The root takes over what this machine knows about reaching packages: Debian's mirror, pip's configuration, certificates.
set -euo pipefail
cd "$(dirname "$0")/.."
ROOT=${LOUYU_BARE:-/var/tmp/louyu-bare}
PORT=${LOUYU_PORT:-8000}
MOUNTED=()

say() { printf 'bare: %s\n' "$*" >&2; }

debian_mirror() { # the first mirror apt uses here for Debian itself; nothing = debootstrap's own
  cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    sed -nE 's#^(URIs:|deb( \[[^]]*\])?) +(https?:[^ ]*/debian)/?( .*)?$#\3#p' | head -n 1
}

make_root() {
  if grep -q " $ROOT/" /proc/mounts; then say "something is still mounted below $ROOT"; exit 1; fi # rm would empty it
  [ "${LOUYU_BARE_FRESH:-}" = 1 ] && rm -rf "$ROOT"
  [ -e "$ROOT/made" ] && return
  command -v debootstrap >/dev/null || { say "install debootstrap first"; exit 1; }
  say "making $ROOT"
  # shellcheck disable=SC2046 # no mirror is no argument
  debootstrap --variant=minbase --include=ca-certificates,python3,git bookworm "$ROOT" $(debian_mirror) >/dev/null
  touch "$ROOT/made"
}

take_over() { # copies host files into the root, where they exist
  for path in /etc/resolv.conf /etc/pip.conf /root/.config/pip /usr/local/share/ca-certificates; do
    [ -e "$path" ] || continue
    mkdir -p "$ROOT$(dirname "$path")"
    cp -rL "$path" "$ROOT$(dirname "$path")/"
  done
  chroot "$ROOT" update-ca-certificates >/dev/null 2>&1
  cp -L /etc/ssl/certs/ca-certificates.crt "$ROOT/etc/ssl/certs/"
}

bind() { # folder [options of the mount]
  mkdir -p "$ROOT$1"
  mount --bind "$1" "$ROOT$1"
  MOUNTED=("$ROOT$1" "${MOUNTED[@]}")
  [ $# -eq 1 ] || mount -o "remount,bind,$2" "$ROOT$1"
}

pip_folders() { # local folders that pip's configuration or environment names; an index has its files beside `simple`
  { cat /etc/pip.conf /root/.config/pip/pip.conf 2>/dev/null; env | grep '^PIP_'; } |
    grep -oE '(file://)?/[A-Za-z0-9._/-]+' | sed 's#^file://##; s#/simple/*$##' | sort -u |
    while read -r path; do [ -d "$path" ] && echo "$path"; done
}

# shellcheck disable=SC2317 # called by the trap
leave() {
  # Debian starts a server of its own when PostgreSQL is installed; it is not ours to leave behind
  [ ! -e "$ROOT/usr/bin/pg_ctlcluster" ] || chroot "$ROOT" pg_ctlcluster 15 main stop >/dev/null 2>&1 || true
  for path in "${MOUNTED[@]}"; do umount "$path" || umount -l "$path" || say "still mounted: $path"; done
}

inside() { # a command in the fresh clone, with no environment but what reaching packages needs
  local names=(PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_CERT PIP_DEFAULT_TIMEOUT SSL_CERT_FILE
    HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy)
  local keep=() one
  for one in "${names[@]}"; do [ -n "${!one:-}" ] && keep+=("$one=${!one}"); done
  chroot "$ROOT" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 LOUYU_PORT="$PORT" "${keep[@]}" \
    sh -c 'cd /louyu && exec "$@"' sh "$@"
}

answers() {
  python3 - "http://127.0.0.1:$PORT/" <<'PY'
import sys, urllib.request
try:
    with urllib.request.urlopen(sys.argv[1], timeout=5) as answer:
        sys.exit(answer.status != 200)
except OSError:
    sys.exit(1)
PY
}

try_run() { # start, wait until the start page answers, stop as Ctrl-C does
  answers && { say "port $PORT is taken; name another in LOUYU_PORT"; return 1; }
  local begun=$SECONDS server status=0
  set -m # a group of its own, which Ctrl-C reaches as a whole
  inside ./louyu run & server=$!
  set +m
  until answers; do
    kill -0 "$server" 2>/dev/null || { wait "$server"; say "run ended by itself"; return 1; }
    [ $((SECONDS - begun)) -lt 600 ] || { kill -- "-$server"; say "run did not answer within ten minutes"; return 1; }
    sleep 1
  done
  say "run answered after $((SECONDS - begun)) s"
  kill -INT -- "-$server"
  wait "$server" || status=$?
  [ "$status" = 0 ] || [ "$status" = 130 ] || { say "run ended with $status after Ctrl-C"; return 1; }
}

main() { # a function, so that the whole file is read before anything runs
  [ "$(id -u)" = 0 ] || { say "root is needed (debootstrap, chroot, mount)"; exit 1; }
  trap leave EXIT
  make_root
  take_over
  local path step begun
  for path in /dev /dev/pts /dev/shm /proc; do bind "$path"; done
  for path in $(pip_folders); do bind "$path" ro; done
  rm -rf "$ROOT/louyu"
  git clone -q --no-hardlinks . "$ROOT/louyu"
  [ $# -gt 0 ] || set -- test run
  for step in "$@"; do
    begun=$SECONDS
    case $step in
      setup) inside ./louyu setup dev ;;
      test)  inside ./louyu test -n 2 --dist loadfile --durations 40 --durations-min 4 ;;
      run)   try_run ;;
      *)     say "unknown step: $step"; exit 2 ;;
    esac
    say "$step passed in $((SECONDS - begun)) s"
  done
}

main "$@"; exit
