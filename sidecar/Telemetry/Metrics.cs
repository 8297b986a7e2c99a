using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace FvmCompute.Sidecar.Telemetry;

/// <summary>
/// The process's metrics in the Prometheus text format 0.0.4, collected from the <see cref="System.Diagnostics.Metrics"/> instruments of <see cref="Meter"/>.
/// Histograms are exposed as <c>_sum</c> and <c>_count</c>.
/// </summary>
public sealed class Metrics : IDisposable
{
    /// <summary>Series of all instruments above which new label sets are dropped: labels never come from clients.</summary>
    private const int MaxSeries = 1000;

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Name, string Labels), double> _values = new();
    private readonly ConcurrentDictionary<string, (string Type, string Help)> _instruments = new();

    public Metrics()
    {
        Meter = new Meter("FvmCompute");
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter, Meter)) { return; }
            _instruments[NameOf(instrument)] = (TypeOf(instrument), instrument.Description ?? "");
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    public Meter Meter { get; }

    public string Exposition()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach ((string name, (string type, string help)) in _instruments.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
            IEnumerable<KeyValuePair<(string Name, string Labels), double>> series = _values
                .Where(entry => InstrumentOf(entry.Key.Name) == name)
                .OrderBy(entry => entry.Key.Labels, StringComparer.Ordinal);
            foreach (((string part, string labels), double value) in series)
            {
                text.Append(CultureInfo.InvariantCulture, $"{part}{labels} {value:R}\n");
            }
        }

        return text.ToString();
    }

    public void Dispose()
    {
        _listener.Dispose();
        Meter.Dispose();
    }

    private static string InstrumentOf(string series) => series switch
    {
        _ when series.EndsWith("_sum", StringComparison.Ordinal) => series[..^4],
        _ when series.EndsWith("_count", StringComparison.Ordinal) => series[..^6],
        _ => series,
    };

    private static string NameOf(Instrument instrument) => instrument.Name.Replace('.', '_');

    private static string TypeOf(Instrument instrument)
    {
        string kind = instrument.GetType().Name;
        return kind.Contains("Histogram") ? "summary" : kind.Contains("Gauge") || kind.Contains("UpDown") ? "gauge" : "counter";
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) { return ""; }
        var text = new StringBuilder("{");
        foreach ((string key, object? value) in tags)
        {
            string escaped = $"{value}".Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 1 ? "," : "")}{key}=\"{escaped}\"");
        }

        return text.Append('}').ToString();
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string name = NameOf(instrument), labels = LabelsOf(tags);
        if (instrument is Histogram<double> or Histogram<long>)
        {
            Add((name + "_sum", labels), value);
            Add((name + "_count", labels), 1);
        }
        else if (TypeOf(instrument) == "gauge" && !instrument.GetType().Name.Contains("UpDown"))
        {
            Bounded((name, labels), _ => value);
        }
        else if (instrument.IsObservable)
        {
            Bounded((name, labels), _ => value);
        }
        else
        {
            Add((name, labels), value);
        }
    }

    private void Add((string, string) series, double value) => Bounded(series, old => old + value);

    private void Bounded((string, string) series, Func<double, double> update)
    {
        if (_values.Count >= MaxSeries && !_values.ContainsKey(series)) { return; }
        _values.AddOrUpdate(series, _ => update(0), (_, old) => update(old));
    }
}
