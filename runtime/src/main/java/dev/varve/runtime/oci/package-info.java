/** Isolation by an OCI runtime: crun or runc. */
@NullMarked
package dev.varve.runtime.oci;

import org.jspecify.annotations.NullMarked;
