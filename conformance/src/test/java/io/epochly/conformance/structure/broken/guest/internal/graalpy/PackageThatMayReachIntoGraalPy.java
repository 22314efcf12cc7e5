package io.epochly.conformance.structure.broken.guest.internal.graalpy;

import com.oracle.graal.python.builtins.objects.list.PList;

record PackageThatMayReachIntoGraalPy(PList list) {}
