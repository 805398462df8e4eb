# Images to and from a registry on the loopback interface, Debian's docker-registry; with skopeo as one more peer where it can
# do the same. Each round has a registry or a store that has seen nothing of it. Not a default: Docker has to see this loopback.

case_registry() {
  if ! command -v docker-registry >/dev/null; then
    note 'docker-registry is not here: no rows about registries'
    return
  fi
  local i size mb=$((512 * files / 50000))
  [ "$mb" -ge 8 ] || mb=8
  start_registry seed
  seed_image "$mb"
  local seed=$registry/seed
  local peers=("${tools[@]}") tools=("${tools[@]}")
  tools=()
  for i in "${peers[@]}"; do [ "$i" = buildah ] || tools+=("$i"); done
  local without=("${tools[@]}")
  ! command -v skopeo >/dev/null || tools+=(skopeo)
  size="image of $(grouped "$mb") MB in 8 layers"
  for ((i = 0; i < rounds; i++)); do
    compare "$size: pull" 1.0 "$i" pull_image "$seed"
  done
  tools=("${without[@]}")
  for ((i = 0; i < rounds; i++)); do
    forget_compressed
    compare "$size: push" 1.0 "$i" push_image "$seed" "push-$i"
  done
  push_change
  for ((i = 0; i < rounds; i++)); do
    compare 'a jar of 20 MB on a base of 64 MB, built and pushed where nothing is known' 1.0 "$i" build_and_push "$i"
  done
  kill "$registry_process" 2>/dev/null || true
}

# The image is Varve's, with gzip as every tool has it; Docker gets it by pulling, and so knows no other blobs of it.
seed_image() {
  local i
  for i in 0 1 2 3 4 5 6 7; do
    make_files "seed/part$i" 0 $(($1 * 1000 / 512)) 64000 1 2
  done
  { echo "FROM $base"; for i in 0 1 2 3 4 5 6 7; do echo "COPY part$i /part$i"; done; } >"$work/seed/Dockerfile"
  varve build -q -t "$registry/seed" "$work/seed" >/dev/null
  varve push -q "$registry/seed" >/dev/null
  ! is_peer docker || docker pull -q "$registry/seed" >/dev/null
}

registry='' registry_process=''
start_registry() {
  local port
  [ -z "$registry_process" ] || kill "$registry_process" 2>/dev/null || true
  port=$((20000 + RANDOM % 20000))
  cat >"$work/registry.yml" <<YAML
version: 0.1
storage: {filesystem: {rootdirectory: $work/registries/$1}}
http: {addr: 127.0.0.1:$port}
log: {level: error}
YAML
  docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
  registry_process=$!
  registry=127.0.0.1:$port
  for _ in $(seq 100); do
    ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return 0
    sleep 0.1
  done
  fail "docker-registry does not start: $(tail -n 3 "$work/registry.log")"
}

pull_image() { "pull_with_$1" "$2"; }

pull_with_varve() {
  new_store
  clock varve pull -q "$1"
}

pull_with_docker() {
  docker image rm -f "$1" >/dev/null 2>&1 || true
  clock docker pull -q "$1"
}

pull_with_skopeo() {
  rm -rf "$work/skopeo"
  clock skopeo copy -q --src-tls-verify=false "docker://$1" "dir:$work/skopeo"
}

# To a registry that has none of it; each tool to one of its own.
push_image() {
  local tool=$1 image=$2
  start_registry "$3-$tool"
  "$tool" tag "$image" "$registry/pushed"
  clock "$tool" push -q "$registry/pushed"
}

docker() { command docker "$@"; }

push_change() {
  local i
  make_files push 0 "$files" 1024 10240
  printf 'FROM %s\nCOPY . /app\n' "$base" >"$work/push/Dockerfile"
  start_registry change
  warm push "$work/push"
  for i in "${tools[@]}"; do
    "$i" tag varve-bench-push "$registry/change-$i"
    "$i" push -q "$registry/change-$i" >/dev/null
  done
  for ((i = 0; i < rounds; i++)); do
    change push "$files" "pushed $i"
    warm push "$work/push"
    compare "$(grouped "$files") files: push after one line changed" 0.2 "$i" push_changed
  done
}

push_changed() {
  "$1" tag varve-bench-push "$registry/change-$1"
  clock "$1" push -q "$registry/change-$1"
}

build_and_push() {
  local tool=$1
  mkdir -p "$work/jar"
  head -c 20M /dev/urandom >"$work/jar/app.jar"
  if [ ! -e "$work/jar/Dockerfile" ]; then
    start_registry jar
    mkdir -p "$work/jarbase"
    head -c 64M /dev/urandom >"$work/jarbase/runtime"
    printf 'FROM %s\nCOPY runtime /runtime\n' "$base" >"$work/jarbase/Dockerfile"
    varve build -q -t "$registry/jarbase" "$work/jarbase" >/dev/null
    varve push -q "$registry/jarbase" >/dev/null
    printf 'FROM %s/jarbase\nCOPY app.jar /app.jar\nCMD ["java", "-jar", "/app.jar"]\n' "$registry" >"$work/jar/Dockerfile"
  fi
  case $tool in
    varve)
      new_store
      clock varve build -q --push -t "$registry/app-$tool-$2" "$work/jar"
      ;;
    docker)
      docker image rm -f "$registry/jarbase" >/dev/null 2>&1 || true
      docker builder prune -af >/dev/null
      clock build_then_push "$registry/app-$tool-$2"
      ;;
  esac
}

build_then_push() { docker buildx build -q -t "$1" "$work/jar" && docker push -q "$1"; }
