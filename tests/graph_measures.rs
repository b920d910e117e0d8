//! Measures of structure against published figures and closed forms.

use linchpin::graph::{Attack, Graph, articulation, betweenness, core_numbers, dominated, percolate};

fn graph(nodes: usize, edges: &[(u32, u32)]) -> Graph {
    Graph::of((0..nodes).map(|node| node.to_string()).collect(), edges.iter().copied())
}

fn complete(nodes: u32) -> Graph {
    let edges: Vec<(u32, u32)> = (0..nodes).flat_map(|a| (0..nodes).map(move |b| (a, b))).collect();
    graph(nodes as usize, &edges)
}

fn star(nodes: u32) -> Graph {
    graph(nodes as usize, &(1..nodes).map(|leaf| (nodes - 1 - leaf, nodes - 1)).collect::<Vec<_>>())
}

/// Marriages among Florentine families (Padgett and Ansell 1993).
fn florentine() -> Graph {
    let families = [
        "Acciaiuoli",
        "Albizzi",
        "Barbadori",
        "Bischeri",
        "Castellani",
        "Ginori",
        "Guadagni",
        "Lamberteschi",
        "Medici",
        "Pazzi",
        "Peruzzi",
        "Ridolfi",
        "Salviati",
        "Strozzi",
        "Tornabuoni",
    ];
    let edges = [
        (0, 8),
        (1, 5),
        (1, 6),
        (1, 8),
        (2, 4),
        (2, 8),
        (3, 6),
        (3, 10),
        (3, 13),
        (4, 10),
        (4, 13),
        (6, 7),
        (6, 14),
        (8, 11),
        (8, 12),
        (8, 14),
        (9, 12),
        (10, 13),
        (11, 13),
        (11, 14),
    ];
    Graph::of(families.map(str::to_owned).to_vec(), edges)
}

#[test]
fn robustness_of_complete_graphs_and_stars_is_the_closed_form() {
    for nodes in [2_u32, 3, 10, 41] {
        let n = f64::from(nodes);
        for attack in [Attack::Degree, Attack::InitialDegree, Attack::Random(7)] {
            let r = percolate(&complete(nodes), attack).robustness();
            assert!((r - (n - 1.0) / (2.0 * n)).abs() < 1e-12, "{attack:?} {r}");
        }
        let r = percolate(&star(nodes), Attack::Degree).robustness();
        assert!((r - (n - 1.0) / (n * n)).abs() < 1e-12, "{r}");
    }
    assert_eq!(percolate(&graph(0, &[]), Attack::Degree).robustness(), 0.0);
}

#[test]
fn parts_are_those_of_a_search_after_every_removal() {
    let net = florentine();
    let neighbours = net.neighbours();
    for attack in [Attack::Degree, Attack::InitialDegree, Attack::Random(1), Attack::Random(2)] {
        let survival = percolate(&net, attack);
        for removed in 0..=net.len() {
            let gone = &survival.order[..removed];
            let mut seen: Vec<bool> = (0..net.len() as u32).map(|node| gone.contains(&node)).collect();
            let mut largest = 0;
            for start in 0..net.len() {
                let (mut stack, mut size) = (vec![start], 0);
                while let Some(node) = stack.pop() {
                    if !std::mem::replace(&mut seen[node], true) {
                        size += 1;
                        stack.extend(neighbours[node].iter().map(|&other| other as usize));
                    }
                }
                largest = largest.max(size);
            }
            assert_eq!(survival.largest[removed], f64::from(largest) / net.len() as f64, "{attack:?} {removed}");
            if attack == Attack::Degree && removed < net.len() {
                let degree = |node: usize| neighbours[node].iter().filter(|other| !gone.contains(other)).count();
                let left = (0..net.len()).filter(|node| !gone.contains(&(*node as u32)));
                let first = left.max_by_key(|&node| (degree(node), std::cmp::Reverse(node)));
                assert_eq!(first, Some(survival.order[removed] as usize));
            }
        }
    }
    assert_ne!(percolate(&net, Attack::Random(1)).order, percolate(&net, Attack::Random(2)).order);
}

#[test]
fn the_medici_stand_between_half_of_all_pairs() {
    let net = florentine();
    let between = betweenness(&net.neighbours());
    assert!((between[8] - 0.521_978).abs() < 1e-6, "{}", between[8]);
    assert!(between.iter().enumerate().all(|(node, value)| node == 8 || *value < 0.26), "{between:?}");
    let cut: Vec<&str> =
        net.names.iter().zip(articulation(&net)).filter(|(_, cut)| *cut).map(|(name, _)| name.as_str()).collect();
    assert_eq!(cut, ["Albizzi", "Guadagni", "Medici", "Salviati"]);
    // Directed, only the middle of a chain stands between others.
    assert_eq!(betweenness(&graph(3, &[(0, 1), (1, 2)]).successors), [0.0, 0.5, 0.0]);
}

/// Friendships in a karate club: W. W. Zachary (1977), An information flow model for conflict and fission in small groups,
/// *Journal of Anthropological Research* 33, 452-473. Members 1 to 34 as 0 to 33; the teacher is 1, the officer 34.
fn karate() -> Graph {
    let friends: [(u32, &[u32]); 26] = [
        (1, &[2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 18, 20, 22, 32]),
        (2, &[3, 4, 8, 14, 18, 20, 22, 31]),
        (3, &[4, 8, 9, 10, 14, 28, 29, 33]),
        (4, &[8, 13, 14]),
        (5, &[7, 11]),
        (6, &[7, 11, 17]),
        (7, &[17]),
        (9, &[31, 33, 34]),
        (10, &[34]),
        (14, &[34]),
        (15, &[33, 34]),
        (16, &[33, 34]),
        (19, &[33, 34]),
        (20, &[34]),
        (21, &[33, 34]),
        (23, &[33, 34]),
        (24, &[26, 28, 30, 33, 34]),
        (25, &[26, 28, 32]),
        (26, &[32]),
        (27, &[30, 34]),
        (28, &[34]),
        (29, &[32, 34]),
        (30, &[33, 34]),
        (31, &[33, 34]),
        (32, &[33, 34]),
        (33, &[34]),
    ];
    let edges: Vec<(u32, u32)> =
        friends.iter().flat_map(|&(a, others)| others.iter().map(move |&b| (a - 1, b - 1))).collect();
    assert_eq!(edges.len(), 78);
    graph(34, &edges)
}

#[test]
fn the_karate_club_hangs_together_by_its_teacher() {
    let club = karate();
    // Betweenness as NetworkX documents it (Hagberg, Schult and Swart 2008, `betweenness_centrality`), which divides by the
    // pairs of others as we do.
    let between = betweenness(&club.neighbours());
    for (member, published) in [(1, 0.437_635), (34, 0.304_075), (33, 0.145_247), (3, 0.143_657), (32, 0.138_276)] {
        assert!((between[member - 1] - published).abs() < 1e-6, "{member}: {}", between[member - 1]);
    }
    let cut: Vec<usize> = (1..=34).filter(|&member| articulation(&club)[member - 1]).collect();
    assert_eq!(cut, [1]);
    // Ten members are in the 4-core; member 12, who knows the teacher only, alone is not in the 2-core.
    let cores = core_numbers(&club);
    let of = |core: usize| (1..=34).filter(|&member| cores[member - 1] == core).collect::<Vec<usize>>();
    assert_eq!(of(4), [1, 2, 3, 4, 8, 9, 14, 31, 33, 34]);
    assert_eq!(of(1), [12]);
    assert_eq!(cores.iter().max(), Some(&4));
}

#[test]
fn cores_are_as_worked_out_by_hand() {
    // A square with both diagonals, a triangle hung on it, a tail, and one alone.
    let net = graph(8, &[(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3), (3, 4), (3, 5), (4, 5), (5, 6)]);
    assert_eq!(core_numbers(&net), [3, 3, 3, 3, 2, 2, 1, 0]);
}

#[test]
fn dominators_are_those_of_lengauer_and_tarjan() {
    // The flow graph of their figure 1: R, A to L as 0 to 12. R has an input of its own here, so that paths begin before it.
    let edges = [
        (0, 1),
        (0, 2),
        (0, 3),
        (1, 4),
        (2, 1),
        (2, 4),
        (2, 5),
        (3, 6),
        (3, 7),
        (4, 12),
        (5, 8),
        (6, 9),
        (7, 9),
        (7, 10),
        (12, 8),
        (8, 5),
        (8, 11),
        (9, 11),
        (10, 9),
        (11, 9),
        (11, 0),
    ];
    let mut with_outset = edges.to_vec();
    with_outset.push((13, 0));
    // Immediate dominators: R of A, B, C, D, E, H, I, K; C of F and G; G of J; D of L.
    let expected = [12, 0, 0, 3, 1, 0, 0, 1, 0, 0, 0, 0, 0, 13];
    assert_eq!(dominated(&graph(14, &with_outset)), expected);
    // Mines A, B feed one refinery that feeds two parts of one product: the refinery is the only way.
    let chain = [(0, 2), (1, 2), (2, 3), (2, 4), (3, 5), (4, 5)];
    assert_eq!(dominated(&graph(6, &chain)), [0, 0, 3, 0, 0, 0]);
}
