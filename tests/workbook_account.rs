//! The short account of a draft, as the first sheet and the terminal show it.

mod support;

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{Draft, Drafted, Lang, Period, Source, Standing, Step, Value};
use dunlin::write;

fn source(question: &str, step: Step, to: u16, says: &str) -> Source {
    Source {
        question: question.to_owned(),
        item: None,
        party: None,
        period: Some(Period { from: to - 2, to }),
        file: "old.xlsx".to_owned(),
        place: "Answers!C4".to_owned(),
        relation: "close".to_owned(),
        step,
        says: says.to_owned(),
        reason: String::new(),
        confirmed: true,
    }
}

#[test]
fn counts_what_is_to_do_and_quotes_the_most_striking_conflicts() {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    let format = catalogue.format("ramsar-cop14").expect("built in");
    let questions: Vec<_> = format.questions.iter().filter(|q| q.is_asked() && q.repeat.is_none()).take(60).collect();
    let mut drafts: Vec<Draft> = questions.iter().map(|q| Draft::gap(&q.id, None)).collect();
    drafts[0].standing = Standing::CarriedOver;
    drafts[0].value = Some(Value::Text("Old".to_owned()));
    drafts[1].standing = Standing::Hint;
    drafts[1].sources = vec![source(&questions[1].id, Step::LastCycle, 2017, "Two sites")];
    drafts[2].standing = Standing::Suggested;
    drafts[3].standing = Standing::Hint;
    for d in drafts.iter_mut().take(59).skip(4) {
        d.standing = Standing::Kept;
    }
    // Reports of different years may both have been right; of the same years they cannot be.
    drafts[5].standing = Standing::Conflict;
    drafts[5].sources =
        vec![source("cms-cop14/V.1", Step::Disagrees, 2012, "Yes"), source("cbd-nr7/5_1", Step::Disagrees, 2023, "No")];
    drafts[50].standing = Standing::Conflict;
    drafts[50].sources = vec![
        source("cms-cop14/IV.1", Step::Disagrees, 2020, "Yes"),
        source("cbd-nr7/6_1", Step::Disagrees, 2020, "No, none"),
    ];
    drafts[51].sources = vec![source("cms-cop14/IV.2", Step::Disagrees, 2011, "Never")];
    drafts[51].value = Some(Value::Code("A".to_owned()));
    let drafted = Drafted {
        format: format.id.clone(),
        party: None,
        period: Some(Period { from: 2021, to: 2024 }),
        files: Vec::new(),
        items: Vec::new(),
        drafts,
    };
    let account = write::account(&drafted, format, &crosswalk, Lang::En);
    assert_eq!(
        (account.to_confirm, account.to_update, account.suggested, account.to_ask, account.with_evidence),
        (1, 1, 1, 2, 1)
    );
    assert_eq!(account.conflicts, 3);
    assert_eq!(account.striking[0].sides[0].who, "CMS COP14 IV.1, 2018-2020");
    assert_eq!(account.striking[0].sides[1].says, "No, none");
    assert_eq!(account.counts.iter().map(|c| c.1).sum::<usize>(), drafted.drafts.len());
    let text = account.to_string();
    assert!(text.contains("To confirm: 1.") && text.contains("“No, none”"), "{text}");
    for lang in Lang::ALL {
        let lines = write::account(&drafted, format, &crosswalk, lang).lines();
        assert!(lines.iter().all(|l| !l.contains('{')), "{lines:?}");
        assert_eq!(lines.len(), account.lines().len());
    }
}

#[test]
fn whom_to_ask_comes_from_subjects_most_questions_first() {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    for format in catalogue.targets() {
        let account = write::account(&Drafted::blank(format, None, None), format, &crosswalk, Lang::Fr);
        assert!(account.who.len() <= 5);
        assert!(account.who.windows(2).all(|w| w[0].1 >= w[1].1), "{:?}", account.who);
        let sample = write::account(&support::drafted(format), format, &crosswalk, Lang::Fr);
        assert!(sample.striking.len() <= 3 && sample.conflicts >= sample.striking.len());
    }
}
