package io.epochly.conformance.structure.broken.guest.internal.frontend;

import com.oracle.graal.python.builtins.objects.list.PList;
import com.oracle.graal.python.pegparser.sst.ExprTy;

record FrontendThatReachesIntoTheRuntime(PList list, ExprTy parsed) {}
