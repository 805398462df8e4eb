/**
 * The Dockerfile language: text to instructions, without any input or output.
 *
 * <p>Start at {@link dev.varve.dockerfile.Dockerfile#parse}. The grammar is that of the Dockerfile
 * reference 1.26; what the reference leaves open follows BuildKit's behaviour.
 */
@NullMarked
package dev.varve.dockerfile;

import org.jspecify.annotations.NullMarked;
