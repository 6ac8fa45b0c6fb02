"""Customer metrics measured from rows: numbers in, values with n, interval and definition out.

Two steps, so that a warehouse can take the first one. Rows become counts that add up (`tally`, `count_…`), and counts
become a Measured (`measure_…`). Counts of two months or two channels are added before anything is divided: a metric
of both is a ratio of sums, never a mean of their values.

    nps         net promoter score, and whether two scores differ
    ratings     CSAT as top two boxes, as good of rated, as mean; CES 1.0 and 2.0
    times       first response and resolution (median, p90), handle time
    customers   churn in its definitions, retention, revenue, a rate brought to a year
    contacts    complaints for each 1,000 customers, repeat contacts, response rate
    scale       rating scales; a value's place from 0 to 100 on a scale or between a client's own anchors
    tally       rows of ratings, weighted or not, as counts a point of the scale
    rows        numbers and ids out of any column
    measured    what comes out
    difference  whether two shares or means differ

Where the rows are many, an engine counts them, and the same functions make values of its counts:

    views       the typed tables that every file, warehouse or cluster is brought to
    counting    `measure_view`: all Measures of a view (`counting_times`, `counting_customers`)
                `counting_together`: who left after an answer, from two views
    queries     the SQL for it, from one place
    frame       which days are reported, and the periods of a series
    assembly    counts of all parts as Measures
    measure     a metric of one source: whole, by period, by group; `as_json` writes and reads it

Rows are plain sequences or pandas Series of numbers that are already parsed; None, NaN and NA are blank. What does not
count is counted in `LeftOut`, never clipped, guessed or dropped in silence. A wrong request is a ValueError in one
sentence; whoever read the file knows the place and makes a Problem of it.
"""
