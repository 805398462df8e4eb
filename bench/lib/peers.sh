# The tools, each with the same functions: X_build NAME CONTEXT [OPTION...] makes the image of a context and prints a log, X_run
# runs «true» in a container, X_save NAME writes it to $work/saved with gzip. All start from one base image, a static busybox.

base=varve-bench-base
base_path='ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
tools=(varve)
versions=()
store='' stores=0
progress=quiet
buildah=${BENCH_BUILDAH:-buildah}

is_peer() { [[ " ${tools[*]} " = *" $1 "* ]]; }

find_peers() {
  "$project/it/base/busybox" "$work/base.tar"
  new_store
  local peer
  for peer in docker buildah; do
    case ,$peers, in
      ,,) "${peer}_prepare" && tools+=("$peer") || say "$peer: not here" ;;
      *,$peer,*) "${peer}_prepare" && tools+=("$peer") || fail "$peer does not work: $(tail -n 3 "$work/log" | tr '\n' ' ')" ;;
    esac
  done
}

varve() { "$project/varve" --root "$store" "$@"; }

# An empty store but for the base image. Those before stay: deleting them would be measured along.
new_store() {
  store=$work/stores/$((++stores))
  varve import -c 'CMD ["sh"]' -c "$base_path" "$work/base.tar" "$base" >/dev/null
}

varve_build() { varve build --progress "$progress" --network=none -t "varve-bench-$1" "${@:3}" "$2"; }

varve_save() { varve save --compression gzip -o "$work/saved" "varve-bench-$1"; }

# With the isolation that $isolation names.
varve_run() { varve run --rm --network none --isolation "$isolation" "$base" true; }

docker_prepare() {
  docker version -f '{{.Server.Version}}' >"$work/log" 2>&1 || return 1
  versions+=("docker=docker $(sed 's/[^0-9.].*//' "$work/log")")
  docker import -c 'CMD ["sh"]' -c "$base_path" "$work/base.tar" "$base" >"$work/log" 2>&1
}

docker_build() {
  docker buildx build --progress="$progress" --network=none --iidfile "$work/iid" -t "varve-bench-$1" "${@:3}" "$2"
}

docker_save() { docker save "varve-bench-$1" | gzip >"$work/saved"; }

docker_run() { docker run --rm --network none "$base" true; }

# The images that the builds made: names, and what earlier rounds gave the names to.
forget_images() {
  [ ! -s "$work/images" ] || sort -u "$work/images" | xargs docker image rm -f >/dev/null 2>&1 || true
  : >"$work/images"
}

# Blocks, inodes and free inodes of the file system that Docker keeps its layers on.
docker_disk() { docker run --rm --network none "$base" stat -f -c '%b %c %d' / 2>/dev/null; }

# Does Docker keep them where $work lies? Its daemon may see other paths, so the file systems themselves are compared.
docker_shares() {
  is_peer docker || return 1
  local blocks='' inodes='' free=0 beside
  read -r blocks inodes free < <(docker_disk) || true
  beside=$((free - $(stat -f -c %d "$work")))
  [ "$blocks $inodes" = "$(stat -f -c '%b %c' "$work")" ] && [ "${beside#-}" -lt 1000 ]
}

buildah() { command "$buildah" --root "$work/buildah/root" --runroot "$work/buildah/run" "$@"; }

# Its store lies beside Varve's. A buildah that sees other paths, in a container of its own, cannot find the file.
buildah_prepare() {
  command -v "$buildah" >"$work/log" 2>&1 || return 1
  varve save -o "$work/base-image.tar" "$base" >"$work/log" 2>&1 && buildah_pull || return 1
  versions+=("buildah=buildah $(buildah --version | cut -d ' ' -f 3)")
}

buildah_pull() { buildah pull "docker-archive:$work/base-image.tar" >"$work/log" 2>&1; }

buildah_empty() { buildah rmi --all --force >/dev/null && buildah_pull; }

buildah_build() {
  local quiet=''
  [ "$progress" = plain ] || quiet=-q
  buildah build $quiet --layers --jobs 0 --pull=never --network=none -t "varve-bench-$1" "${@:3}" "$2"
}

buildah_save() { buildah push -q "varve-bench-$1" "oci-archive:$work/saved"; }
