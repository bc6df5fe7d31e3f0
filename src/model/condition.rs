//! Whether a question is asked, given the answers so far.

use super::{Condition, Format, Question, Test};

/// Whether a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It has no condition, or its condition is true.
    Yes,
    /// Its condition is false.
    No,
    /// The question it depends on has no answer yet.
    Open,
}

impl Condition {
    /// Evaluates the condition. `codes` gives the option codes of a question's answer: `None` where
    /// it has no answer. A question that depends on one that is itself not asked is not asked.
    pub fn asked(&self, format: &Format, codes: &dyn Fn(&str) -> Option<Vec<String>>) -> Asked {
        self.asked_at(format, codes, 0)
    }

    fn asked_at(&self, format: &Format, codes: &dyn Fn(&str) -> Option<Vec<String>>, depth: usize) -> Asked {
        // Templates are checked by people; a circle among conditions must still end.
        if depth > 16 {
            return Asked::Open;
        }
        let mut all_no = true;
        for test in &self.any {
            match test.holds(format, codes, depth) {
                Asked::Yes => return Asked::Yes,
                Asked::Open => all_no = false,
                Asked::No => {}
            }
        }
        if all_no { Asked::No } else { Asked::Open }
    }
}

impl Test {
    fn holds(&self, format: &Format, codes: &dyn Fn(&str) -> Option<Vec<String>>, depth: usize) -> Asked {
        let Some(on) = format.question(&self.question) else { return Asked::Open };
        if let Some(c) = &on.condition
            && c.asked_at(format, codes, depth + 1) == Asked::No
        {
            return Asked::No;
        }
        let questions: Vec<&Question> = if self.any_row { format.children(&on.id).collect() } else { vec![on] };
        let mut open = false;
        for q in questions {
            match codes(&q.id) {
                None => open = true,
                Some(given) => {
                    let hit = given.iter().any(|c| self.codes.contains(c));
                    if hit != self.negated {
                        return Asked::Yes;
                    }
                }
            }
        }
        if open { Asked::Open } else { Asked::No }
    }
}
