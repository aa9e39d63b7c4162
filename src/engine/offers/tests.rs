use super::*;

#[test]
fn the_last_offers_are_there_at_once() {
    let offers = Offers::default();
    let offer = |id| {
        let list = List {
            offer: id,
            ..List::default()
        };
        Arc::new(Offer::new(&list, 1, Vec::new()))
    };
    let last = KEPT as u64 + 3;
    for id in 1..=last {
        offers.keep(offer(id));
        assert_eq!(offers.get(id).map(|o| o.id), Some(id));
    }
    assert!(offers.get(3).is_none() && offers.get(last + 1).is_none());
    assert!((4..=last).all(|id| offers.get(id).is_some()));
}
