@NullMarked
package dev.varve.it.process;

import org.jspecify.annotations.NullMarked;
