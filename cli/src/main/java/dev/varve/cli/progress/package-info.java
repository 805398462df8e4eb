/** Shows a build while it runs. Each display is a function of the build's events. */
@NullMarked
package dev.varve.cli.progress;

import org.jspecify.annotations.NullMarked;
