/**
 * Isolation without any other program: the kernel's namespaces, set up by a launcher of our own.
 */
@NullMarked
package dev.varve.runtime.builtin;

import org.jspecify.annotations.NullMarked;
