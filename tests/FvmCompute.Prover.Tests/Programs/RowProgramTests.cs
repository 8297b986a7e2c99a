using FvmCompute.Kernels.Prover.Cpu.Programs;
using FvmCompute.Kernels.Prover.Programs;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Programs;
using FvmCompute.Tests;
using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Prover.Tests.Programs;

public class RowProgramTests
{
    private const int Columns = 3;

    public static TheoryData<int, CpuLevel> SeedsAndLevels()
    {
        TheoryData<int, CpuLevel> data = [];
        foreach (CpuLevel level in Enum.GetValues<CpuLevel>().Where(l => l <= CpuPath.Supported))
        {
            for (int seed = 0; seed < 20; seed++) { data.Add(seed, level); }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(SeedsAndLevels))]
    public void Execute_RandomNodes_GivesWhatNodeByNodeEvaluationGives(int seed, CpuLevel level)
    {
        Random random = new(seed);
        Table table = RandomTable(random);
        TableShape shape = new([0, 1, 2], [1]);
        ulong[] publicValues = Elements.Bases(random, 2);
        Ext2[] theta = Elements.Exts(random, 1);
        RowOutput[] outputs = [RandomOutput(random, table), RandomOutput(random, table), new(Elements.Ext(random), [])];
        int rows = random.Next(1, 40);
        foreach (bool inExt in (bool[])[false, true])
        {
            RowProgram program = RowCompiler.Compile(table, shape, inExt, publicValues, theta, outputs);
            Ext2[][] inputs = [.. program.Inputs.Select(_ => (Ext2[])[.. Enumerable.Range(0, 2 * rows).Select(_ => Input(random, inExt))])];
            RowMachine machine = new(program, 6, level);
            for (int i = 0; i < inputs.Length; i++) { Load(machine, i, inputs[i], rows, inExt); }
            for (int t = 0; t < 3; t++)
            {
                machine.Execute(rows);
                for (int output = 0; output < outputs.Length; output++) { CheckOutput(output, t); }
                machine.Advance(rows);
            }

            void CheckOutput(int output, int t)
            {
                Ext2[] got = new Ext2[rows];
                machine.AddOutput(output, got);
                for (int row = 0; row < rows; row++)
                {
                    Ext2[] at = [.. inputs.Select(v => v[row] + ((v[rows + row] - v[row]) * (ulong)t))];
                    Assert.Equal(Evaluate(table, outputs[output], at, publicValues, theta), got[row]);
                }
            }
        }
    }

    [Fact]
    public void Compile_NodesThatNoOutputNeeds_AreLeftOut()
    {
        Table table = new([], Columns, [Node.Current(0), Node.Multiply(0, 0), Node.Add(0, 0)], [], []);
        RowProgram program = RowCompiler.Compile(table, new([0], []), false, [], [], [new(Ext2.Zero, [(2, Ext2.One)])]);
        Assert.DoesNotContain(program.Code, step => step.Operation == RowOperation.Multiply);
        Assert.Contains(program.Code, step => step.Operation == RowOperation.Add);
    }

    [Fact]
    public void Compile_LongChain_ReusesRegisters()
    {
        List<Node> nodes = [Node.Current(0)];
        for (uint i = 0; i < 1000; i++) { nodes.Add(Node.Add(i, 0)); }
        Table table = new([], Columns, [.. nodes], [], []);
        RowProgram program = RowCompiler.Compile(table, new([0], []), false, [], [], [new(Ext2.Zero, [(1000, Ext2.One)])]);
        Assert.InRange(program.Planes, 1, 8);
    }

    private static void Load(RowMachine machine, int input, Ext2[] values, int rows, bool inExt)
    {
        if (inExt) { machine.Load(input, values.AsSpan(0, rows), values.AsSpan(rows)); }
        else { machine.Load(input, [.. values[..rows].Select(v => v.A)], (ulong[])[.. values[rows..].Select(v => v.A)]); }
    }

    private static Ext2 Input(Random random, bool inExt) => inExt ? Elements.Ext(random) : Elements.Base(random);

    private static RowOutput RandomOutput(Random random, Table table) => new(
        Elements.Ext(random),
        [.. Enumerable.Range(0, 5).Select(_ => ((uint)random.Next(table.Nodes.Length), Elements.Ext(random)))]);

    private static Table RandomTable(Random random)
    {
        List<Node> nodes =
        [
            Node.Current(0), Node.Current(1), Node.Current(2), Node.Next(1), Node.RowIndex, Node.Public(0), Node.Public(1), Node.Challenge(0),
            Node.Constant(Elements.Base(random)),
        ];
        for (int i = 0; i < 40; i++)
        {
            (uint left, uint right) = ((uint)random.Next(nodes.Count), (uint)random.Next(nodes.Count));
            nodes.Add(random.Next(3) switch { 0 => Node.Add(left, right), 1 => Node.Subtract(left, right), _ => Node.Multiply(left, right) });
        }

        return new([], Columns, [.. nodes], [], []);
    }

    /// <param name="inputs">Columns 0, 1, 2, column 1 at the next row, and the row number where the program asks for it.</param>
    private static Ext2 Evaluate(Table table, RowOutput output, Ext2[] inputs, ulong[] publicValues, Ext2[] theta)
    {
        Ext2[] values = new Ext2[table.Nodes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Node node = table.Nodes[i];
            values[i] = node.Kind switch
            {
                NodeKind.Constant => node.Value,
                NodeKind.Current => inputs[node.Value],
                NodeKind.Next => inputs[3],
                NodeKind.RowIndex => inputs[^1],
                NodeKind.Public => publicValues[node.Value],
                NodeKind.Challenge => theta[node.Value],
                NodeKind.Add => values[node.Left] + values[node.Right],
                NodeKind.Subtract => values[node.Left] - values[node.Right],
                _ => values[node.Left] * values[node.Right],
            };
        }

        return output.Terms.Aggregate(output.Constant, (sum, term) => sum + (term.Coefficient * values[term.Node]));
    }
}
