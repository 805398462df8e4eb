# Where contexts and stores lie: $work.

work='' mounted='' place=''

make_place() {
  if [ -n "$on" ]; then
    mkdir -p "$on"
    work=$(mktemp -d "$on/varve-bench.XXXXXX")
    place="the directory given, on $(findmnt -n -o FSTYPE -T "$work")"
  elif [ "$(id -u)" = 0 ] && mount_loop; then
    place="a loop ext4 with a journal of its own, in a file on $(findmnt -n -o FSTYPE -T "$directory")"
  else
    say 'cannot mount here: measuring in the directory as it is'
    mkdir -p "$directory"
    work=$(mktemp -d "$directory/varve-bench.XXXXXX")
    place="no file system of its own, on $(findmnt -n -o FSTYPE -T "$work")"
  fi
  work=$(cd "$work" && pwd -P)
  mkdir "$work/stores"
  : >"$work/notes"
  : >"$work/images"
}

# The file has no name any more once it is mounted. What ext4 would initialise in the background would be measured along.
mount_loop() {
  command -v mkfs.ext4 >/dev/null || return 1
  mkdir -p "$directory"
  local image
  image=$(mktemp "$directory/varve-bench.XXXXXX.img")
  mounted=$(mktemp -d "$directory/varve-bench.XXXXXX")
  if truncate -s 60G "$image" && mkfs.ext4 -q -F -m 0 -i 8192 "$image" &&
    mount -o loop,noinit_itable "$image" "$mounted"; then
    rm "$image"
    work=$mounted/work
    mkdir "$work"
    return
  fi
  rm -f "$image"
  rmdir "$mounted"
  mounted=''
  return 1
}

clean_up() {
  local status=$?
  trap - EXIT
  cd /
  if [ -n "$work" ] && [ -d "$work" ]; then
    forget_images
    ! is_peer docker || docker image rm -f "$base" >/dev/null 2>&1 || true
    umount "$work/buildah/root/overlay" 2>/dev/null || true
  fi
  if [ -n "$mounted" ]; then
    umount -l "$mounted" 2>/dev/null || true
    rmdir "$mounted" 2>/dev/null || true
  elif [ -n "$work" ]; then
    rm -rf "$work"
  fi
  exit "$status"
}

# Ends what the rows before left to be written. With --prune deletes what they left, and gives the journal time for it.
settle() {
  if [ "$prune" = yes ]; then
    rm -rf "$work"/stores/* "$work"/{tiny,stages,commit} "$work"/files-*
    new_store
    forget_images
    ! is_peer docker || docker builder prune -af >/dev/null
    ! is_peer buildah || buildah_empty
    sync
    sleep 10
  fi
  sync
}

# What all rows together take at most, in MB: contexts of 4 kB blocks, Varve's stores, and a layer for every build of the
# peers that share the file system. Pruning leaves the largest context and its layers.
check_space() {
  local sharing=$(($(is_peer buildah && echo 1 || echo 0) + $(docker_shares && echo 1 || echo 0))) layers written need free
  written=$((rounds * (megabytes + small_files / 250)))
  layers=$((many * (rounds_many + 2) / 250 * sharing))
  need=$((many * (6 + 2 * rounds_many) / 1000 + layers))
  [ "$prune" = yes ] || need=$((need + rounds * files * (15 + 24 * sharing) / 1000 + written * (1 + sharing)))
  # A sparse file has no more room than the disk that it lies on.
  free=$(df -B 1000000 --output=avail "$work" ${mounted:+"$directory"} | sort -n | sed -n 2p)
  [ "$free" -ge "$need" ] ||
    fail "the rows may need $((need / 1000 + 1)) GB, $work has $((free / 1000)) GB: choose fewer or smaller ones, or try --prune"
}

# Something that the reader of the table has to know.
note() {
  say "$*"
  printf '%s\n' "$*" >>"$work/notes"
}
