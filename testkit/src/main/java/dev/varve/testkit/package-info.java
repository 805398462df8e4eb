@NullMarked
package dev.varve.testkit;

import org.jspecify.annotations.NullMarked;
