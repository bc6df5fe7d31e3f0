//! What follows from registers: the ten examples of the study, the five merges that stay wrong, and
//! what no rule may ever do.

mod rules {
    mod adversary;
    mod cycles;
    mod examples;
    mod never;
    mod reports;
    mod support;
    mod verify;
    mod wrong_merges;
}
