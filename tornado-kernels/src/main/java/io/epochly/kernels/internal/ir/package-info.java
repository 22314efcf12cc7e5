/** What can be asked of a kernel: its printed form, whether it is well formed, what it stores. */
package io.epochly.kernels.internal.ir;
