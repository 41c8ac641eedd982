-------------------------- MODULE BallotVotingModel --------------------------
(* What a configuration file of TLC cannot say. *)
EXTENDS BallotVoting, TLC

\* Acceptors may change places, and values, and nothing else changes: TLC looks at one of each such family of states.
Symmetry == Permutations(Acceptors) \cup Permutations(Values)
=============================================================================
