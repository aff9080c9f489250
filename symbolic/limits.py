"""The bounds of what is read and of how long a search may take, each in one place."""

KIB, MIB = 1024, 1024**2

LARGEST_SIZE = 10**12
LARGEST_COUNT = 10**40
"""The largest count to search for, and the largest budget."""

# Texts and files, in bytes.
EQUATION_BYTES = 64 * KIB
FORMULA_BYTES = 4 * KIB
NETWORK_TEXT_BYTES = 64 * KIB
CELL_FILE_BYTES = 256 * KIB
NETWORK_FILE_BYTES = 256 * KIB
NOTATION_BYTES = 64 * KIB
TEMPLATE_BYTES = MIB
DOCUMENT_CHARACTERS = 64_000_000
"""The text that a template makes; the handbook of all cells has 780,000 characters."""
LATEX_NUMBER_DIGITS = 40
LATEX_NAME_LENGTH = 200
"""The LaTeX of one name, in characters."""
NAME_LENGTH = 60
WRITTEN_SIZE_LENGTH = 200
"""A size as text, in characters."""

LATEX_TEXT_BYTES = 768 * KIB
"""A paper's source."""
LATEX_TOKENS = 50_000
"""The tokens of one display with its macros expanded."""
DEEPEST_MACROS = 50
LATEX_READINGS = 64
"""The ways to read one block that are tried."""
LATEX_STATEMENTS = 1500
"""The equations that are read in all ways together: of a longer block fewer ways are tried, at least two."""
SHOWN_READINGS = 12
"""Readings and errors of one block that are told one by one."""

# Equations and formulas.
GUESSED_RULES = 100_000
"""The rules for shapes that are tried again after guesses, of which each tries all that wait."""
DEEPEST_NESTING = 100
"""Brackets in an equation, a size or a formula."""
DEEPEST_FAMILIES = 8
FAMILY_INDICES = 100
"""The different indices with which one family is read."""
CIRCLE_MEMBERS = 2000
"""The members of families among which a circle is looked for, at each of a few small sizes."""
LONGEST_LAG = 1000
"""The number of steps that an equation may look back."""
LARGEST_EXPONENT = 16
WRITTEN_SIZE_TERMS = 50
"""The terms of a polynomial that is written as a size."""
SIZE_TERMS = 500
"""The terms of a polynomial that is computed."""
SIZE_DEGREE = 64
SIZE_COEFFICIENT = 10**100
COMPARED_GATES = 200
"""Equations or terms of one form that are compared in pairs, to be written once."""

# Networks and their files.
NETWORK_LAYERS = 1000
NETWORK_LEVELS = 10_000
"""Layers of a network as text, with those inside its layers."""
DEEPEST_WRAPPERS = 20
"""Layers within layers in a network as text."""
CODE_BYTES = 512 * KIB
"""A program in which a network stands."""
NOTEBOOK_BYTES = 16 * MIB
"""A notebook, with the pictures in it."""
CODE_STEPS = 200_000
"""Expressions and statements of a program that are looked at, again in each round of a loop."""
CODE_LOOP_STEPS = 5_000
"""The same in one loop that makes no layer."""
CODE_CALLS = 40
"""Functions of a program that call one another."""
CODE_NUMBER = 10**18
CODE_ITEMS = 10_000
"""The length of a list or of a text in a program."""
KERAS_LAYERS = 20_000
DEEPEST_LAYERS = 50
"""Layers within layers in a Keras configuration."""
KERAS_CONFIG_BYTES = 16 * MIB
KERAS_ARRAYS_BYTES = 256 * MIB
"""Arrays that are packed; those that are not are read where they lie."""
KERAS_SHARDS = 1_000
"""Files over which the weights of a network are spread."""
ZIP_MEMBERS = 10_000
HDF5_OBJECTS = 200_000
HDF5_BLOCK_BYTES = MIB
HDF5_NESTING = 64
HDF5_READ_BYTES = 256 * MIB
"""All names, shapes and attributes of a file."""
HDF5_TEXT_BYTES = 16 * MIB
HDF5_MESSAGES = 2_000_000
HDF5_NAME_LENGTH = 1024
HDF5_COMPARED_BYTES = 64 * KIB
"""The bytes of two arrays that are compared to tell whether they are the same."""
ONNX_BYTES = 2 * 1024 * MIB
"""The bound of the format itself."""
ONNX_NODES = 200_000
ONNX_CALLS = 100
"""Functions that call one another."""
ONNX_WHOLE_NUMBERS = 64
"""The numbers of a constant that says axes or a shape."""
ONNX_COMPARED_BYTES = 64 * MIB
"""The bytes of a tensor whose numbers are read, to see whether it is stored twice."""
SAFETENSORS_HEADER_BYTES = 100_000_000
"""The bound of the format itself."""
SAFETENSORS_INDEX_BYTES = 32 * MIB
SAFETENSORS_ARRAYS = 200_000
ARRAY_AXES = 32
ARRAY_EXTENT = 2**63 - 1

PRINTOUT_BYTES = 256 * KIB
PRINTOUT_LINES = 5_000
PRINTOUT_COLUMNS = 2_000
PRINTED_REPEATS = 5_000
"""The modules of a printed network, those that one line stands for among them."""
PRINTED_KERNEL = 15
"""The extent of a kernel that is tried for the number of a printed layer."""
PRINTED_GROUPS = 64
"""The groups of a convolution that are tried for it, beside one for each channel."""
PRINTED_LAYERS = 8
"""The depth of a recurrent layer that is tried for it."""

# Work.
FACTORED_DEGREE = 8
FACTORED_LETTERS = 8
FACTORED_TERMS = 24
"""A polynomial of more letters and more terms is not factored."""
SOLVE_MISFITS = 10_000
"""Sizes in a row that fit no equation before `solve` gives up."""
LARGEST_WEIGHT = 10**6
NORMAL_TERMS = 500
"""Terms of an equation that is multiplied out."""
NORMAL_LEAVES = 2_000
"""Names in an equation with all others of the step put in."""
RENAMING_STEPS = 50_000
"""Steps of a search for the names under which two cells are the same."""
UNROLLED_NODES = 5_000
"""Nodes of a cell whose loops are written out."""
PROBED_ELEMENTS = 20_000
PROBED_ARRANGEMENTS = 150
"""Orders of the states and inputs in which two cells are run beside each other."""
ALIGNED_TERMS = 7
"""Terms of two sums that are held against each other in every order."""
SWAPPED_GATES = 12
"""Gates of a cell of which each is tried as 1 minus itself."""
TRACED_TRIES = 4000
"""Calls of a module by which the sizes of its input and state are found."""
REMADE_TRIES = 32
"""Ways in which a class is made once more at other sizes."""
TRACED_OPERATORS = 5000
"""Operators in one step of a module that is traced."""
JACOBIAN_PATHS = 1000
JACOBIAN_MEMBERS = 16
"""Members of a family that reads itself, each taken by itself."""
RENAMED_SIZES = 4
"""Letters of a formula that are tried in another order."""
REASON_TRIES = 4096
"""The ways to leave parts of a count out that are tried."""
MOST_GATES = 12
"""The numbers of gates that a letter for them may have."""
STRANGE_SIZES = 4
"""Letters of a formula that may be sizes of the cell under other names."""
FORMULA_READINGS = 2000
"""The ways to read the names of a formula that are tried."""
NUMBERS_TRIED = 2000
"""The ways to take the numbers of a formula as the sizes of a cell."""
EXPLAINED_READINGS = 12
"""Readings of a formula for whose difference a reason is looked for."""
EXTRA_SIZES = 2
"""Sizes of the layers around a cell in its formula."""
NEAR_TERMS = 2
"""The terms in which a formula with strange words may differ."""
LAYER_OPTIONS = 96
"""Ways to set the options of one layer."""
IDENTIFY_TRIES = 20_000
"""Values of all unknown sizes but one."""
IDENTIFY_LEVELS = 12
"""Levels of a layer, where nobody says how many."""
IDENTIFY_SIZE = 4096
"""A size, where nobody gives bounds and several are open."""
PRECISION_PARTS = 32
"""The parts that a dtype may name."""
MOST_SHAPES = 256
"""Arrays that are looked for together."""
SHAPE_TRIES = 5000
"""The ways to give arrays without names a place in a layer."""
SHAPE_LEVELS = 64
"""Levels of a layer with named arrays."""
IDENTIFY_DIVISORS = 10**6
SWEEP_ROWS = 100_000_000
TABLE_ROWS = 20_000
DOCUMENT_ROWS = 1_000_000
"""The rows of a sweep in one table, and in one JSON document."""

FULL_TERMS = 1024
"""The number of terms that a polynomial which SymPy factors would have with every power in it."""

SHIFTED_TERMS = 5000
"""The number of terms of a polynomial in what each size is more than 1."""

READ_TERMS = 200_000
"""The number of terms of a formula in all the ways in which its names are read."""

# Time and memory of other processes.
TEMPLATE_SECONDS = 3
"""Of a processor, for a template of a user."""
TEMPLATE_SECONDS_WITH_CELLS = 20
"""Of a processor, with the time that the cells in the template take."""
TEMPLATE_DEADLINE = 60
"""Seconds by the clock, however busy the machine is."""
TEMPLATE_MEMORY = 1024 * MIB
"""Bytes beyond those that the process has at its start, where the system can bound them."""
TYPESETTING_SECONDS = 600
"""A whole handbook takes a tenth of that."""
LOCK_SECONDS = 10.0
"""How long to wait for another process that writes to the same folder."""

# Diagrams.
DRAWN_EQUATIONS = 36
"""The equations of one panel; more are drawn in groups, each in a panel of its own."""
DRAWN_NODES = 32
"""The boxes and operations of one panel; more are drawn in groups too."""
DRAWN_PARTS = 300
"""The names, numbers and operations of one equation that is drawn piece by piece."""
