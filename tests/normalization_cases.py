"""What normalization version 1 makes of particular texts: (rule, text, words), written by hand.

The table is read by test_normalize.py, which holds both the library and the oracle to it. A case
that has to change means a new normalizer version.
"""

ENTITIES = [
    ("named entity", "R&amp;D", "r d"),
    ("named letter", "Schr&ouml;dinger", "schrodinger"),
    ("decimal and hexadecimal", "&#65;&#x42;", "ab"),
    ("escaped twice", "a &amp;lt;b&amp;gt; c", "a c"),
    ("escaped more often than twice", "&amp;amp;amp;lt;", "amp lt"),
    ("unknown name stays", "AT&T; x &nosuch; y", "at t x nosuch y"),
    ("unfinished stays", "fish &amp chips", "fish amp chips"),
    ("no scalar value", "a&#xD800;b&#1114112;c", "a b c"),
    ("enormous number", "a&#99999999999999999999999999;b", "a b"),
    ("no-break space", "a&nbsp;b", "a b"),
    ("entity that is Greek", "&alpha;-helix", "alpha helix"),
    ("entity that is a tag", "&lt;i&gt;E. coli&lt;/i&gt;", "e coli"),
]

TAGS = [
    ("inline joins", "A<sub>1</sub>ARs", "a 1 ars"),
    ("inline joins letters", "un<b>bold</b>ed", "unbolded"),
    ("inline between digits", "10<sup>3</sup> cells", "10 3 cells"),
    ("block separates", "one<br>two<br/>three<br />four", "one two three four"),
    ("JATS paragraph", "<jats:p>We show <jats:italic>x</jats:italic>.</jats:p>", "we show x"),
    ("JATS title", "<jats:title>Aim</jats:title><jats:p>To find.</jats:p>", "aim to find"),
    ("JATS prefix, element unknown", "a<jats:nosuch>b</jats:nosuch>c", "a b c"),
    ("MathML", "<mml:math><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:math>", "x 2"),
    ("attributes", '<p class="a" id=b>text</p>', "text"),
    ("case of names", "<P>one</P><SUB>two</SUB>", "one two"),
    ("comparison is no tag", "a <b and c> d", "a b and c d"),
    ("comparison of numbers", "p<0.05 and q>0.1", "p 0 05 and q 0 1"),
    ("unknown element is text", "the <mask> token", "the mask token"),
    ("special token is text", "<s_1> and </nosuch>", "s 1 and nosuch"),
    ("comment", "one<!-- hidden > words -->two", "one two"),
    ("comment without end", "one <!-- two", "one two"),
    ("tag without end", "one <b two", "one b two"),
    ("space after the angle", "x < p> y", "x p y"),
    ("only tags are undone", "<b></b>", "b b"),
]

LATEX = [
    ("accent", r"Schr\"odinger and Erd\H{o}s", "schrodinger and erdos"),
    ("accent in braces", r"Poincar{\'e} and na{\"\i}ve", "poincare and naive"),
    ("accent commands", r"\c{c}a, \v s\k a", "ca sa"),
    ("letter commands", r"\L{}ukasz, \O rsted, Stra\ss e", "lukasz orsted strasse"),
    ("dotless", r"Mart\'{\i}nez", "martinez"),
    ("angstrom is a unit", r"5 \AA is 5 \AA wide", "5 a is 5 a wide"),
    ("braces protect capitals", "{D}eep {BERT}", "deep bert"),
    ("adjacent groups", r"\frac{a}{b}", "a b"),
    ("formatting command", r"\emph{very} \textbf{deep}", "very deep"),
    ("citation goes", r"as shown \cite{smith2019, doe} here", "as shown here"),
    ("optional argument goes", r"see \cite[p. 3]{smith} here", "see here"),
    ("environment goes", r"\begin{equation} x \end{equation}", "x"),
    ("Greek command", r"$\alpha$-$\beta$", "alpha beta"),
    ("Greek variant and capital", r"$\varepsilon$, $\Omega$, $\varPhi$", "epsilon omega phi"),
    ("Greek is a word of its own", r"x\alpha y", "x alpha y"),
    ("named function", r"O(n \log n)", "o n log n"),
    ("named letters", r"$\ell_1$ and $\hbar$", "l 1 and h"),
    ("sub and superscripts", "CO$_2$ and $10^{3}$", "co 2 and 10 3"),
    ("tie and dollar", "Fig.~3 costs $5", "fig 3 costs 5"),
    ("discretionary hyphen", r"data\-base and either\/or", "database and eitheror"),
    ("escaped signs", r"50\% of R\&D", "50 of r d"),
    ("backslash at the end", "the end\\", "the end"),
    ("two backslashes break a line", r"one\\two", "one two"),
    ("only a citation is undone", r"\cite{smith}", "cite smith"),
]

LABELS = [
    ("with colon", "Abstract: We show", "we show"),
    ("in capitals", "ABSTRACT We show", "we show"),
    ("with dash", "Abstract—We show", "we show"),
    ("with full stop", "Summary. We show", "we show"),
    ("with hyphen", "Abstract- We show", "we show"),
    ("on a line of its own", "Abstract\nWe show", "we show"),
    ("again and again", "Abstract: Summary: We show", "we show"),
    ("after blanks", " \n\tAbstract: We show", "we show"),
    ("from JATS", "<jats:title>Abstract:</jats:title> We show", "we show"),
    (
        "sentence stays",
        "Abstract interpretation is a theory",
        "abstract interpretation is a theory",
    ),
    ("sentence in capitals of one letter", "Summary statistics", "summary statistics"),
    ("capitals of the other word", "SUMMARY STATISTICS", "summary statistics"),
    ("title of a section", "<title>Abstract</title><p>We show", "we show"),
    ("glued", "Abstract.We show", "abstract we show"),
    ("in the middle", "We show. Abstract: no", "we show abstract no"),
    ("alone is undone", "Abstract:", "abstract"),
]

COPYRIGHT = [
    ("sign and year", "We show that it works well. © 2019 Elsevier", "we show that it works well"),
    ("sign, name, year", "We show that it works well. © IEEE 2019", "we show that it works well"),
    ("letter in brackets", "We show that it works well. (C) 2019 X.", "we show that it works well"),
    (
        "word and year",
        "We show that it works well. Copyright 2020 ACM",
        "we show that it works well",
    ),
    ("word and sign", "We show that it works. Copyright © Smith", "we show that it works"),
    ("all rights", "We show that it works. All rights reserved.", "we show that it works"),
    ("entity", "We show that it works well. &copy; 2019 Y", "we show that it works well"),
    ("on its own line", "We show that it works well\n(c) 2019 X", "we show that it works well"),
    (
        "in its own paragraph",
        "<p>We show that it works</p><p>(c) 2019 X</p>",
        "we show that it works",
    ),
    ("sign without year", "the © sign of a mark", "the sign of a mark"),
    ("option (c)", "options (a), (b) and (c) 2019", "options a b and c 2019"),
    ("law", "It is a study of copyright 2019", "it is a study of copyright 2019"),
    ("longer than what stands before", "Short. © 2019 A long tail", "short 2019 a long tail"),
    ("year alone stays", "A study of floods in 2019", "a study of floods in 2019"),
    (
        "far from the end",
        "A. Copyright 2019 X. " + "word " * 100,
        "a copyright 2019 x " + "word " * 100,
    ),
]

FOLDING = [
    ("case", "DeepMind GPT", "deepmind gpt"),
    ("sharp s", "Straße STRASSE ẞ", "strasse strasse ss"),
    ("final sigma", "ΣΟΦΟΣ σοφος", "σοφοσ σοφοσ"),
    ("diacritics", "Ångström, naïve, Dvořák", "angstrom naive dvorak"),
    ("decomposed", "e\u0301cole A\u030angstrom", "ecole angstrom"),
    ("stroke letters", "Ørsted Łódź Đặng Þór Æsir cœur ħ", "orsted lodz dang thor aesir coeur h"),
    ("ligatures", "eﬃcient ﬁeld ﬂow", "efficient field flow"),
    ("full width", "ＦＵＬＬ　ｗｉｄｔｈ", "full width"),
    ("dotted and dotless i", "İstanbul ılık", "istanbul ilik"),
    ("soft hyphen", "co\u00adoperate", "cooperate"),
    ("zero width", "zero\u200bwidth \ufeffword\u2060s", "zerowidth words"),
    ("variation selector", "a\ufe0fb", "ab"),
    ("superscript digits", "10³ m² x₁₂", "10 3 m 2 x 12"),
    ("superscript power", "10¹² cells", "10 12 cells"),
    ("subscript", "CO₂", "co 2"),
    ("Hangul is whole", "한국어", "한국어"),
    ("mathematical letters", "𝒜 and 𝐁", "a and b"),
    ("Cyrillic", "Йод и ёлка", "иод и елка"),
]

WORDS = [
    ("digits apart", "CO2 GPT4o 3D", "co 2 gpt 4 o 3 d"),
    ("Part 1", "Part 1", "part 1"),
    ("Part 2", "Part 2", "part 2"),
    ("four digits stay", "the 1984 study", "the 1984 study"),
    ("decimal", "3.14 and 1,000", "3 14 and 1 000"),
    ("hyphen separates", "pre-training state–of—the‐art", "pre training state of the art"),
    ("apostrophes", "don't don’t o‘clock Oʼneill", "dont dont oclock oneill"),
    ("apostrophe at an edge", "'quoted' dogs' 90's", "quoted dogs 90 s"),
    ("underscore", "snake_case", "snake case"),
    ("Greek letter", "α-helix and β", "alpha helix and beta"),
    ("Greek beside Latin", "TNFα αSyn 5μm", "tnf alpha alpha syn 5 mu m"),
    ("Greek word stays", "λόγος αβ", "λογοσ αβ"),
    ("micro sign", "10 µl", "10 mu l"),
    ("Han", "深度学习 GPT模型", "深度学习 gpt 模型"),
    ("Kana", "ディープラーニング入門 です", "ディープラーニング入門 です"),
    ("half-width Kana", "ｶﾞｷﾞ", "ガギ"),
    ("Thai", "การเรียนรู้ เชิงลึก", "การเรียนรู้ เชิงลึก"),
    ("Thai digits", "บท๑๒", "บท ๑๒"),
    ("Han and digits", "第2章", "第 2 章"),
    ("Devanagari", "हिन्दी भाषा", "हिन्दी भाषा"),
    ("Arabic", "اللغة العربية", "اللغة العربية"),
    ("fraction", "½ cup", "1 2 cup"),
    ("Roman numeral sign", "Part Ⅳ", "part iv"),
    ("symbols only", "*** — …", ""),
    ("empty", "", ""),
    ("NUL", "a\0b", "a b"),
    ("emoji", "🚀 rocket", "rocket"),
]

CASES = [
    (f"{group}: {name}", text, words.strip())
    for group, cases in [
        ("entities", ENTITIES),
        ("tags", TAGS),
        ("latex", LATEX),
        ("labels", LABELS),
        ("copyright", COPYRIGHT),
        ("folding", FOLDING),
        ("words", WORDS),
    ]
    for name, text, words in cases
]
