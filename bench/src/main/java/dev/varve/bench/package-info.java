/** Benchmarks of the parts that most of a build's time goes into; {@code bench/jmh} runs them. */
@NullMarked
package dev.varve.bench;

import org.jspecify.annotations.NullMarked;
