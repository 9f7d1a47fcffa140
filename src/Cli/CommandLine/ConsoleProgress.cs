using System.Globalization;
using Tandem.Domain;

namespace Tandem.Cli.CommandLine;

/// <summary>
/// Shows progress and an estimate on stderr: one line that is rewritten on a terminal, one line every few seconds elsewhere.
/// </summary>
internal sealed class ConsoleProgress : IProgress<ProgressReport>
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(5);

    private readonly TextWriter _output;
    private readonly bool _terminal;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private string? _stage;
    private long _stageStarted;
    private long _lastShown;
    private long _doneBefore;
    private ProgressReport _last;

    public ConsoleProgress(TextWriter output, bool terminal, TimeProvider time)
    {
        _output = output;
        _terminal = terminal;
        _time = time;
    }

    public void Report(ProgressReport value)
    {
        lock (_lock)
        {
            if (value.Stage != _stage)
            {
                CloseStage();
                _stage = value.Stage;
                _stageStarted = _time.GetTimestamp();
                _lastShown = 0;
                _doneBefore = value.Done;
            }

            _last = value;
            TimeSpan interval = _terminal ? TerminalInterval : LogInterval;
            if (_lastShown != 0 && _time.GetElapsedTime(_lastShown) < interval)
            {
                return;
            }

            // The first report of a stage is not worth a line of a log: most stages are over before the second.
            bool first = _lastShown == 0;
            _lastShown = _time.GetTimestamp();
            if (!first || _terminal)
            {
                Show(value, final: false);
            }
        }
    }

    /// <summary>Closes the open stage, so that ordinary output can follow.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            CloseStage();
            _stage = null;
        }
    }

    private void CloseStage()
    {
        if (_stage is not null)
        {
            Show(_last, final: true);
        }
    }

    private void Show(ProgressReport report, bool final)
    {
        TimeSpan elapsed = _time.GetElapsedTime(_stageStarted);
        string line = final ? FinalLine(report, elapsed) : RunningLine(report, elapsed, _doneBefore);
        if (_terminal)
        {
            _output.Write("\r\u001b[K" + line + (final ? Environment.NewLine : ""));
        }
        else
        {
            _output.WriteLine(line);
        }

        _output.Flush();
    }

    private static string FinalLine(ProgressReport report, TimeSpan elapsed) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"  {report.Stage}: {(report.Done > 0 ? $"{report.Done:N0} " : "")}in {Duration(elapsed)}{Detail(report)}");

    private static string RunningLine(ProgressReport report, TimeSpan elapsed, long doneBefore)
    {
        // What an earlier run has done took none of this one's time.
        long done = report.Done - doneBefore;
        if (report.Total <= 0 || done <= 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"  {report.Stage}: {report.Done:N0}{Detail(report)}");
        }

        double share = Math.Min(1.0, (double)report.Done / report.Total);
        TimeSpan left = elapsed * (Math.Max(0, report.Total - report.Done) / (double)done);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  {report.Stage}: {share,4:P0}, about {Duration(left)} left{Detail(report)}");
    }

    private static string Detail(ProgressReport report) => string.IsNullOrEmpty(report.Detail) ? "" : " · " + report.Detail;

    private static string Duration(TimeSpan time) => time.TotalMinutes >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s");

}
