# Sourced by the commands in this folder, which have set $me: what they know of the modules.

fail() {
  printf '%s: %s\n' "$me" "$*" >&2
  exit 1
}

# Files of the work tree that are committed or would be, each ended by a zero byte. Without git: all but what is built.
sources() {
  if git rev-parse -q --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files -co --exclude-standard -z
  else
    find . \( -name target -o -name 'target-*' -o -name node_modules -o -name .git \) -prune -o -type f -printf '%P\0'
  fi | while IFS= read -r -d '' file; do
    [[ ! -e $file || $file == results/* ]] || printf '%s\0' "$file"
  done
}

# Folders of modules that are published, one a line.
published() {
  sources | tr '\0' '\n' | grep -E '(^|/)pom\.xml$' | sort | while read -r pom; do
    [[ $pom != .ci/* && $pom == */* ]] || continue
    grep -q '<maven.deploy.skip>true<' "$pom" || grep -q '<module>' "$pom" || dirname "$pom"
  done
}

# The artifactId of a module: the first one after its parent's.
artifact() { sed '1,/<\/parent>/d' "$1/pom.xml" | sed -nE '0,/<artifactId>/s/.*<artifactId>(.*)<\/artifactId>.*/\1/p'; }

# A property of the parent.
property() { sed -nE "s/.*<$1>(.*)<\/$1>.*/\1/p" pom.xml | head -n 1; }

# A file of a repository of files; snapshots have a time in their name.
# $1 repository, $2 artifactId, $3 what its name ends with: -sources.jar, .pom
published_file() {
  local name
  for name in "$1/dev/quell/$2"/*/"$2"-*"$3"; do
    [[ -f $name && $name =~ -[0-9.]+(-SNAPSHOT|-[0-9]{8}\.[0-9]{6}-[0-9]+)?$3$ ]] && printf '%s\n' "$name" && return
  done
  return 1
}
