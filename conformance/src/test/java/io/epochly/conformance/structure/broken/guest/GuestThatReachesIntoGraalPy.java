package io.epochly.conformance.structure.broken.guest;

import com.oracle.graal.python.builtins.objects.list.PList;

record GuestThatReachesIntoGraalPy(PList list) {}
