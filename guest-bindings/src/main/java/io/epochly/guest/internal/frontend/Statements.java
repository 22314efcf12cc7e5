package io.epochly.guest.internal.frontend;

import com.oracle.graal.python.pegparser.sst.StmtTy;

/** How the parts of the lowering lower blocks of statements inside what they lower. */
interface Statements {
  /** Lowers a block, which may be null when the guest wrote none. */
  void statements(StmtTy[] block);
}
