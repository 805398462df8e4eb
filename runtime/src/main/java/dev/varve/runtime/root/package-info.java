/** Root file systems: how they are mounted, and what is laid over them before a command runs. */
@NullMarked
package dev.varve.runtime.root;

import org.jspecify.annotations.NullMarked;
