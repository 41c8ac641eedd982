----------------------------- MODULE Consensus -----------------------------
(***************************************************************************)
(* What agreement means, and nothing else: from a set of values, at most   *)
(* one is ever chosen, and it stays chosen.                                *)
(*                                                                         *)
(* Nothing here says how. One machine with one variable could do it, and   *)
(* it would be gone with that machine; every later module spreads this     *)
(* variable over several machines and has to show that, seen from far      *)
(* enough away, it still takes only the one step below.                    *)
(*                                                                         *)
(* How all modules of this folder are written: a condition that could be   *)
(* forgotten in code is written Guard("its-name", condition), and a change *)
(* of state that could be forgotten is Effect("its-name", after, before).  *)
(* The constant Removed holds the names of those to forget. It is empty in *)
(* a healthy model; a model called broken-NAME removes one and has to be   *)
(* refuted.                                                                *)
(*                                                                         *)
(* Source: A. Kladov, "Notes on Paxos"; L. Lamport's Consensus module.     *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Values,     \* what can be chosen
    Removed     \* the names of the conditions to leave out

VARIABLE chosen \* the values chosen so far; only ever grows

Guard(name, condition) == name \in Removed \/ condition

Init == chosen = {}

Choose(v) ==
    /\ Guard("nothing-chosen-yet", chosen = {})
    /\ chosen' = chosen \cup {v}

Next == \E v \in Values : Choose(v)

Spec == Init /\ [][Next]_chosen

-----------------------------------------------------------------------------

TypeOK == chosen \subseteq Values

Agreement == Cardinality(chosen) <= 1

\* What was chosen once is chosen for ever.
Stable == [][chosen \subseteq chosen']_chosen
=============================================================================
