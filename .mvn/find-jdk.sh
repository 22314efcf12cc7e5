#!/bin/sh
# Prints the home of the JDK that builds and runs this project. JAVA_HOME wins when it is new enough;
# else the JDK on the PATH, else the usual folders: 25 first, because the guest's JIT is made for it, then
# the newest above. Reads the JDK's `release` file, so that asking costs no JVM start.
set -u

version_of() { # the feature version of the JDK at $1; nothing when there is none
  if [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release"
  fi
}

fits() {
  found=$(version_of "$1")
  [ -n "$found" ] && [ "$found" -ge 25 ]
}

if [ -n "${JAVA_HOME-}" ] && fits "$JAVA_HOME"; then
  printf '%s\n' "$JAVA_HOME"
  exit
fi

javac=$(command -v javac) && javac=$(readlink -f "$javac" 2>/dev/null) || javac=
best= best_version=0
for home in "${javac%/bin/javac}" /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* "$HOME"/.sdkman/candidates/java/* \
  "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
  if fits "$home"; then
    if [ "$found" -eq 25 ]; then
      printf '%s\n' "$home"
      exit
    fi
    if [ "$found" -gt "$best_version" ]; then
      best=$home best_version=$found
    fi
  fi
done
if [ -n "$best" ]; then
  printf '%s\n' "$best"
  exit
fi
echo "No JDK 25 or newer was found (JAVA_HOME is ${JAVA_HOME:-not set}): install one, for instance Temurin 25 from" \
  "https://adoptium.net/temurin/releases/?version=25, or set JAVA_HOME to where it is." >&2
exit 1
