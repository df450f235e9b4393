package dev.quell.bench.setup;

import org.openjdk.jmh.annotations.Fork;

/** As {@link Measured}, with room for ten million sessions. */
@Fork(value = 3, jvmArgsAppend = {"-Xms6g", "-Xmx6g", "-XX:+AlwaysPreTouch"})
public abstract class MeasuredLarge extends Measured {}
