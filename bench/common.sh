# Sourced by the commands beside it: $java and $jar. JAVA_HOME chooses the JDK, otherwise it is the java on the path.
# QUELL_BENCH_JAR is a jar that lies elsewhere.
export LC_ALL=C.UTF-8
me=$(basename "$0")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jar=${QUELL_BENCH_JAR:-$here/target/quell-bench.jar}

export QUELL_BENCH_REPORT=${QUELL_BENCH_REPORT:-$here/target/report} # not an option of the JVM, which results would show

fail() {
  printf '%s: %s\n' "$me" "$*" >&2
  exit 2
}

[[ -f $jar ]] || fail "there is no jar $jar; this makes it: mvn -q -B -ntp -pl bench -am -DskipTests package"
