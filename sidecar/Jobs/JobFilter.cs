using System.Globalization;
using System.Text.RegularExpressions;
using FvmCompute.V1;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>The filter of ListJobs as a WHERE clause: terms joined by AND over <c>state</c>, <c>piece_cid</c>, <c>create_time</c>.</summary>
/// <param name="Clause">SQL with parameters <c>$f0</c>, <c>$f1</c>, …; never text of the client.</param>
public sealed partial record JobFilter(string Clause, IReadOnlyList<object> Parameters)
{
    /// <summary>A filter is cut here: longer ones are refused.</summary>
    public const int MaxLength = 1024;

    /// <returns>False with a sentence in <paramref name="error"/> when the text is not a filter.</returns>
    public static bool TryParse(string text, out JobFilter filter, out string error)
    {
        filter = new JobFilter("1", []);
        error = "";
        if (string.IsNullOrWhiteSpace(text)) { return true; }
        if (text.Length > MaxLength)
        {
            error = $"has {text.Length} characters; at most {MaxLength} are allowed";
            return false;
        }

        List<string> clauses = [];
        List<object> parameters = [];
        foreach (string term in AndSeparator().Split(text.Trim()))
        {
            Match match = Term().Match(term);
            if (!match.Success || !TryTerm(match, clauses, parameters))
            {
                error = $"'{term}' is not a term; allowed are state = SETTLED, piece_cid = \"baga…\" and create_time > \"2026-01-31T00:00:00Z\", "
                    + "joined by AND";
                return false;
            }
        }

        filter = new JobFilter(string.Join(" AND ", clauses), parameters);
        return true;
    }

    private static bool TryTerm(Match match, List<string> clauses, List<object> parameters)
    {
        string column = match.Groups["field"].Value, comparison = match.Groups["comparison"].Value, value = match.Groups["value"].Value.Trim('"');
        bool equality = comparison is "=" or "!=";
        object? parameter = column switch
        {
            "state" when equality => Enum.TryParse(value.Replace("JOB_STATE_", ""), ignoreCase: true, out JobState state) && Enum.IsDefined(state)
                ? (int)state
                : null,
            "piece_cid" when equality => value,
            "create_time" => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
                ? time.ToUnixTimeMilliseconds()
                : null,
            _ => null,
        };
        if (parameter is null) { return false; }
        clauses.Add($"{(column == "create_time" ? "created_ms" : column)} {comparison} $f{parameters.Count}");
        parameters.Add(parameter);
        return true;
    }

    [GeneratedRegex(@"\s+AND\s+", RegexOptions.CultureInvariant)]
    private static partial Regex AndSeparator();

    [GeneratedRegex(
        """^(?<field>state|piece_cid|create_time)\s*(?<comparison>!=|>=|<=|=|<|>)\s*(?<value>"[^"]*"|[A-Za-z0-9_]+)$""", RegexOptions.CultureInvariant)]
    private static partial Regex Term();
}
