---------------------------- MODULE LeaseModel ----------------------------
(* What a configuration file of TLC cannot say. *)
EXTENDS Lease

\* The node a may lead ballot 1, b may lead ballot 2, others never lead.
FirstAThenB == [n \in Nodes |-> CASE n = "a" -> 1 [] n = "b" -> 2 [] OTHER -> None]
=============================================================================
