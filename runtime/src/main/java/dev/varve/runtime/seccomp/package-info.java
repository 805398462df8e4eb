/** Docker's default seccomp profile, as an OCI runtime takes it and as a filter for the kernel. */
@NullMarked
package dev.varve.runtime.seccomp;

import org.jspecify.annotations.NullMarked;
