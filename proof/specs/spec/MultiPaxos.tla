----------------------------- MODULE MultiPaxos -----------------------------
(***************************************************************************)
(* Paxos for a log: one decision per slot, one leader for all of them.     *)
(*                                                                         *)
(* Phase 1 is done once, for all slots from some slot on: the promise is   *)
(* one number for the whole log, and the 1b tells the last vote in every   *)
(* slot asked for. After that the leader needs phase 2 only, slot by slot, *)
(* several at a time and in any order. A slot for which votes were told    *)
(* gets the value of the highest; so does a hole between such slots, for   *)
(* which nobody told a vote, get a value of the leader's choice.           *)
(*                                                                         *)
(* log is what a replica has learned. It counts votes until a quorum has   *)
(* voted alike in one ballot, and applies slots strictly in order.         *)
(*                                                                         *)
(* Conditions that Paxos has, too, are not named again: what happens       *)
(* without them is shown there. Only those that a log adds have names.     *)
(*                                                                         *)
(* Why it is not enough: to read what the log says takes a round to a      *)
(* quorum, since a leader cannot know whether it still leads; and the      *)
(* acceptors are the same for ever.                                        *)
(*                                                                         *)
(* Source: L. Lamport, "Paxos Made Simple", section 3; R. van Renesse and  *)
(* D. Altinbuken, "Paxos Made Moderately Complex".                         *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, Sequences

CONSTANTS
    Acceptors,  \* the machines that vote
    Quorums,    \* sets of acceptors, each large enough to decide
    Values,     \* what can be chosen; doing nothing is one of them
    MaxBallot,  \* ballots are 0..MaxBallot
    MaxSlot,    \* slots are 1..MaxSlot
    Removed     \* the names of the conditions to leave out

VARIABLES
    msgs,       \* every message sent so far; only ever grows
    maxBal,     \* per acceptor the highest ballot in which it may no longer vote, in any slot; never falls
    lastVotes,  \* per acceptor and slot its vote with the highest ballot: <<ballot, value>>, or NoVote
    log         \* the values that a replica has learned, from slot 1 on

vars == <<msgs, maxBal, lastVotes, log>>

Guard(name, condition) == name \in Removed \/ condition

Effect(name, after, before) == IF name \in Removed THEN before ELSE after

ASSUME Quorums \subseteq SUBSET Acceptors
ASSUME \A q, r \in Quorums : q \cap r # {}

Ballots == 0..MaxBallot
Slots == 1..MaxSlot
None == -1              \* below every ballot
NoVote == <<None, None>>
NoVotes == [s \in Slots |-> NoVote]

Sent(type) == {m \in msgs : m.type = type}

Send(m) == msgs' = msgs \cup {m}

Init ==
    /\ msgs = {}
    /\ maxBal = [a \in Acceptors |-> None]
    /\ lastVotes = [a \in Acceptors |-> NoVotes]
    /\ log = <<>>

\* The leader of b asks, once, for promises and for the votes from slot `from` on; what is chosen below it has learned.
Phase1a(b, from) ==
    /\ \A m \in Sent("1a") : m.bal # b
    /\ from <= Len(log) + 1
    /\ Send([type |-> "1a", bal |-> b, from |-> from])
    /\ UNCHANGED <<maxBal, lastVotes, log>>

\* What an acceptor tells a leader that asked from slot `from` on.
VotesToTell(a, from) ==
    [s \in Slots |-> Effect("all-votes-are-told", IF s >= from THEN lastVotes[a][s] ELSE NoVote,
                                                  IF s = from THEN lastVotes[a][s] ELSE NoVote)]

Phase1b(a) ==
    \E m \in Sent("1a") :
        /\ maxBal[a] < m.bal
        /\ Guard("promise-before-votes", \A s \in Slots : lastVotes[a][s][1] < m.bal)
        /\ maxBal' = [maxBal EXCEPT ![a] = m.bal - 1]
        /\ Send([type |-> "1b", bal |-> m.bal, from |-> m.from, acc |-> a, votes |-> VotesToTell(a, m.from)])
        /\ UNCHANGED <<lastVotes, log>>

\* The promises that the leader of b may build on in slot s.
Promises(b, s) ==
    {m \in Sent("1b") : m.bal = b /\ Guard("promise-for-this-slot", m.from <= s)}

Phase2a(b, s, v) ==
    /\ \A m \in Sent("2a") : m.bal # b \/ m.slot # s
    /\ \E told \in SUBSET Promises(b, s) :
        /\ \A m, n \in told : m.acc = n.acc => m = n
        /\ {m.acc : m \in told} \in Quorums
        /\ \A m \in told :
            \/ m.votes[s] = NoVote
            \/ \E n \in told : n.votes[s][1] >= m.votes[s][1] /\ n.votes[s][2] = v
    /\ Send([type |-> "2a", bal |-> b, slot |-> s, val |-> v])
    /\ UNCHANGED <<maxBal, lastVotes, log>>

\* A vote ends the ballots below and not its own, which goes on in other slots. To vote twice alike changes nothing.
Phase2b(a) ==
    \E m \in Sent("2a") :
        /\ maxBal[a] < m.bal
        /\ maxBal' = Effect("vote-ends-lower-ballots", [maxBal EXCEPT ![a] = m.bal - 1], maxBal)
        /\ lastVotes' = [lastVotes EXCEPT ![a][m.slot] = <<m.bal, m.val>>]
        /\ Send([type |-> "2b", bal |-> m.bal, slot |-> m.slot, val |-> m.val, acc |-> a])
        /\ UNCHANGED log

VotedFor(a, b, s, v) == [type |-> "2b", bal |-> b, slot |-> s, val |-> v, acc |-> a] \in msgs

\* A replica has got votes for v in slot s and takes v for chosen.
Learn(s, v) ==
    /\ Guard("in-order-of-slots", s = Len(log) + 1)
    /\ \E q \in Quorums :
        /\ \A a \in q : \E b \in Ballots : VotedFor(a, b, s, v)
        /\ Guard("votes-of-one-ballot", \E b \in Ballots : \A a \in q : VotedFor(a, b, s, v))
    /\ log' = Append(log, v)
    /\ UNCHANGED <<msgs, maxBal, lastVotes>>

Next ==
    \/ \E b \in Ballots, s \in Slots : Phase1a(b, s) \/ \E v \in Values : Phase2a(b, s, v)
    \/ \E a \in Acceptors : Phase1b(a) \/ Phase2b(a)
    \/ \E s \in Slots, v \in Values : Learn(s, v)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------

(***************************************************************************)
(* Seen in one slot s only: Paxos, which knows no slots. Messages are of   *)
(* use in s if they are for s, or ask and promise from there or before on; *)
(* without their other slots they are those of Paxos. In Paxos an acceptor *)
(* raises maxBal for nothing but a promise or a vote, so it is read off    *)
(* the messages in s: a vote in another slot raised the common maxBal, and *)
(* nothing is seen of that here.                                           *)
(***************************************************************************)
InSlot(s) ==
    {[type |-> "1a", bal |-> m.bal] : m \in {n \in Sent("1a") : n.from <= s}}
    \cup {[type |-> "1b", bal |-> m.bal, acc |-> m.acc, vote |-> m.votes[s]] : m \in {n \in Sent("1b") : n.from <= s}}
    \cup {[type |-> "2a", bal |-> m.bal, val |-> m.val] : m \in {n \in Sent("2a") : n.slot = s}}
    \cup {[type |-> "2b", bal |-> m.bal, val |-> m.val, acc |-> m.acc] : m \in {n \in Sent("2b") : n.slot = s}}

Highest(ballots) == CHOOSE b \in ballots : \A c \in ballots : c <= b

MaxBalInSlot(s) ==
    [a \in Acceptors |->
        Highest({None} \cup {m.bal - 1 : m \in {n \in Sent("1b") : n.acc = a /\ n.from <= s}}
                       \cup {m.bal : m \in {n \in Sent("2b") : n.acc = a /\ n.slot = s}})]

Abstract(s) == INSTANCE Paxos WITH
    msgs <- InSlot(s),
    maxBal <- MaxBalInSlot(s),
    lastVote <- [a \in Acceptors |-> lastVotes[a][s]],
    Removed <- {}

\* This says \A s \in Slots : Abstract(s)!Spec, in a form that TLC can check.
Refines ==
    /\ \A s \in Slots : Abstract(s)!Init
    /\ [][\A s \in Slots : Abstract(s)!Next \/ UNCHANGED Abstract(s)!vars]_vars

-----------------------------------------------------------------------------

Chosen(s) == {v \in Values : \E b \in Ballots, q \in Quorums : \A a \in q : VotedFor(a, b, s, v)}

TypeOK ==
    /\ \A s \in Slots : Abstract(s)!TypeOK
    /\ maxBal \in [Acceptors -> Ballots \cup {None}]
    /\ log \in UNION {[1..n -> Values] : n \in 0..MaxSlot}

Agreement == \A s \in Slots : Cardinality(Chosen(s)) <= 1

LearnedIsChosen == \A s \in 1..Len(log) : log[s] \in Chosen(s)
=============================================================================
