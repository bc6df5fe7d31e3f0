//! Words that make a text no statement of what is: refused, put off, not there yet, or nothing at all.

use crate::crosswalk::said_time::FILLERS;
use crate::read::fold::fold;

/// Words by which a text says that something was refused, taken back, put off, or is not there yet.
const REFUSED: [&str; 91] = [
    "cancelled",
    "canceled",
    "called off",
    "rejected",
    "refused",
    "turned down",
    "withdrawn",
    "withdrew",
    "annulled",
    "repealed",
    "revoked",
    "struck down",
    "postponed",
    "suspended",
    "shelved",
    "has not been passed",
    "have not been passed",
    "was not passed",
    "not yet passed",
    "not adopted",
    "not been adopted",
    "not yet adopted",
    "not approved",
    "not been approved",
    "not yet approved",
    "not yet in force",
    "not enacted",
    "never begun",
    "never started",
    "never adopted",
    "never passed",
    "not yet begun",
    "not yet started",
    "to start in",
    "to begin in",
    "proposal submitted",
    "draft",
    "is a draft",
    "still a draft",
    "should enter into force",
    "annule",
    "annulee",
    "annules",
    "annulees",
    "rejete",
    "rejetee",
    "rejetes",
    "rejetees",
    "refusee",
    "retiree",
    "abroge",
    "abrogee",
    "reportee",
    "suspendu",
    "suspendue",
    "pas ete adopte",
    "pas ete adoptee",
    "pas encore adopte",
    "pas encore adoptee",
    "pas ete approuve",
    "pas ete approuvee",
    "jamais commence",
    "avant projet",
    "devrait entrer en vigueur",
    "cancelado",
    "cancelada",
    "rechazado",
    "rechazada",
    "anulado",
    "anulada",
    "derogado",
    "derogada",
    "aplazado",
    "aplazada",
    "pospuesto",
    "pospuesta",
    "suspendido",
    "suspendida",
    "no ha sido aprobado",
    "no ha sido aprobada",
    "no fue aprobado",
    "no fue aprobada",
    "no se ha aprobado",
    "no se aprobo",
    "no se adopto",
    "aun no aprobado",
    "aun no aprobada",
    "nunca se inicio",
    "anteproyecto",
    "borrador",
    "deberia entrar en vigor",
];

/// True where a text says that something was refused, taken back, put off or is not there yet.
pub(super) fn refused(text: &str) -> bool {
    let folded = format!(" {} ", fold(text));
    REFUSED.iter().any(|w| folded.contains(&format!(" {w} ")))
}

/// True for text that stands for nothing; blank cells are that too.
pub(super) fn placeholder(text: &str) -> bool {
    FILLERS.contains(&fold(text).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_as_they_are_compared() {
        for w in REFUSED.iter().chain(&FILLERS) {
            assert_eq!(fold(w), *w);
        }
        assert!(refused("The Act was rejected by Parliament") && refused("Le projet n'a pas été adopté."));
        assert!(refused("La ley fue rechazada") && !refused("The Refuse Act bans dumping"));
        assert!(placeholder("n/a") && placeholder("-") && placeholder("?") && placeholder("s.o.") && !placeholder("0"));
    }
}
