//! What may stand before the value of an identifier, in lower case, without the protocol of an address.

/// A list for each scheme, in the order of [`super::Scheme`].
pub(super) const PREFIXES: [&[&str]; 11] = [
    // Doi
    &["doi.org/", "dx.doi.org/", "doi:", "doi "],
    // Arxiv
    &[
        "arxiv.org/abs/",
        "arxiv.org/pdf/",
        "arxiv.org/html/",
        "ar5iv.org/abs/",
        "ar5iv.labs.arxiv.org/html/",
        "oai:arxiv.org:",
        "arxiv:",
        "arxiv ",
        "abs/",
    ],
    // Pmid
    &[
        "pubmed.ncbi.nlm.nih.gov/",
        "ncbi.nlm.nih.gov/pubmed/",
        "europepmc.org/article/med/",
        "europepmc.org/abstract/med/",
        "medline:",
        "med:",
        "pmid:",
        "pmid ",
        "pubmed:",
        "pubmed ",
    ],
    // Pmcid
    &[
        "ncbi.nlm.nih.gov/pmc/articles/",
        "pmc.ncbi.nlm.nih.gov/articles/",
        "europepmc.org/article/pmc/",
        "europepmc.org/articles/",
        "pmcid:",
        "pmcid ",
    ],
    // Openalex
    &["openalex.org/works/", "api.openalex.org/works/", "openalex.org/", "openalex:"],
    // S2
    &["semanticscholar.org/paper/", "api.semanticscholar.org/", "s2:", "s2paperid:"],
    // Corpusid
    &[
        "semanticscholar.org/corpusid:",
        "api.semanticscholar.org/corpusid:",
        "corpusid:",
        "corpus id:",
    ],
    // Acl
    &["aclanthology.org/", "aclweb.org/anthology/", "acl:"],
    // Dblp
    &[
        "dblp.org/rec/html/",
        "dblp.org/rec/bibtex/",
        "dblp.org/rec/",
        "dblp.uni-trier.de/rec/html/",
        "dblp.uni-trier.de/rec/bibtex/",
        "dblp.uni-trier.de/rec/",
        "dblp:",
    ],
    // Trial
    &[
        "clinicaltrials.gov/show/",
        "clinicaltrials.gov/ct2/show/",
        "clinicaltrials.gov/study/",
        "clinicaltrialsregister.eu/ctr-search/search?query=eudract_number:",
        "clinicaltrialsregister.eu/ctr-search/search?query=",
        "clinicaltrialsregister.eu/ctr-search/trial/",
        "drks.de/search/en/trial/",
        "isrctn.com/",
        "trialsearch.who.int/trial2.aspx?trialid=",
        "who.int/trialsearch/trial2.aspx?trialid=",
        "trial:",
    ],
    // Patent
    &["patents.google.com/patent/", "google.com/patents/", "patent:"],
];
