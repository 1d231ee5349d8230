//! Near things that are no defect.

use super::*;

#[test]
fn names_and_glosses_of_other_scripts_are_no_residue() {
    for text in [
        "The Kremlin (Кремль) was closed to visitors on that day.",
        "The word comes from Russian: кремль means a fortress in a town.",
        "The order went to Harbour Trading Company 港口贸易 in the north of the port.",
        "Ursula von der Leyen and Daniel van der Berg met in Brussels.",
        "White won with 14. Nf3 Qe7 15. O-O-O and 16. e4 after four hours.",
        "The goods came from Northern Metals Co., Ltd. and from Acme Inc., Boston.",
        "The firm Müller & Söhne GmbH, of Linz, paid for the façade of the café.",
        "He weighed 4.464 million entries in 0.001 seconds.",
    ] {
        check(text, &[]);
    }
    check(
        "The guests saw that колонна vehicles was on its way to the border.",
        &[(K::UntranslatedToken, "колонна")],
    );
}

#[test]
fn a_name_that_ends_in_source_order_is_whole() {
    check(
        "She works for the Food and Agriculture Organization of the United Nations in Rome.",
        &[],
    );
    check(
        "He spoke before the Organization of the United Nations in May.",
        &[(K::MistranslatedName, "Organization of the United Nations")],
    );
}

#[test]
fn cells_of_a_table_are_no_loop() {
    check("Yes Yes Yes Yes Yes Yes Yes No", &[]);
    check("Free plan Free plan Free plan Free plan Free plan", &[]);
    check(
        "The guest said that the guest said that the guest said that it was late.",
        &[(
            K::RepeatedLoop,
            "The guest said that the guest said that the guest said that",
        )],
    );
    check(
        "They said that the the the the the the end came.",
        &[(K::RepeatedLoop, "the the the the the the")],
    );
}

#[test]
fn acronyms_that_are_part_of_another_name_are_none_of_ours() {
    check("The OMS Group said so, and the WHO agreed with it.", &[]);
    check(
        "The World Health Organization warned of it. The OMS asked for money.",
        &[(K::ForeignAcronym, "OMS")],
    );
}

#[test]
fn ships_and_hotels_keep_their_names() {
    check("The cruiser Moskva sank in the night.", &[]);
    check("He flew to Moskva in the night.", &[(K::ForeignExonym, "Moskva")]);
}

#[test]
fn notes_on_the_page_are_no_notes_on_a_word() {
    check("[Editor's note: This story was updated on Monday.]", &[]);
    check(
        "They fear the siloviki (editor's note: men of the services).",
        &[(K::TranslatorNote, "(editor's note: men of the services)")],
    );
}
