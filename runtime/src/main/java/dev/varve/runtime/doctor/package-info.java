/** What this machine offers for running containers, explained. */
@NullMarked
package dev.varve.runtime.doctor;

import org.jspecify.annotations.NullMarked;
