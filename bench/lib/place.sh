# Where contexts and stores lie: $work.

work='' mounted='' place=''

make_place() {
  if [ -n "$on" ]; then
    mkdir -p "$on"
    work=$(mktemp -d "$on/varve-bench.XXXXXX")
    place="the directory given, on $(findmnt -n -o FSTYPE -T "$work")"
  elif [ "$(id -u)" = 0 ] && mount_loop; then
    place='a loop ext4 with a journal of its own'
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
    [ -z "${base_made:-}" ] || docker image rm -f "$base" >/dev/null 2>&1 || true
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

# Ends what the rows before left to be written. What was deleted, the journal may still be busy with.
settle() {
  if [ "$prune" = yes ] && is_peer docker; then
    forget_images
    docker builder prune -af >/dev/null
    sync
    sleep 10
  fi
  sync
}

# Something that the reader of the table has to know.
note() {
  say "$*"
  printf '%s\n' "$*" >>"$work/notes"
}
