using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Proofs;

/// <summary>The bytes of a <see cref="CoreProof"/> (proof-system.md §14).</summary>
public static class CoreEncoding
{
    private const ushort Version = 1;

    private static ReadOnlySpan<byte> Magic => "FVMP"u8;

    /// <summary>Writes a proof whose arrays have the lengths that the instance says.</summary>
    public static byte[] Encode(Instance instance, CoreProof proof)
    {
        WireWriter writer = new();
        writer.Bytes(Magic).U16(Version);
        if (instance.AuxiliaryRows > 0) { writer.Digest(proof.AuxiliaryRoot); }
        WriteNonce(writer, instance.Profile.PowLookup, proof.LookupNonce);
        if (instance.Shape.HasInteractions) { WriteGkr(writer, proof.Gkr!); }
        writer.Elements(proof.ZerocheckRounds);
        foreach (Ext2[] values in proof.Openings) { writer.Elements(values); }
        foreach (ProductProof product in proof.Products) { writer.Element(product.Value).Elements(product.Rounds).Elements(product.Ends); }
        writer.Elements(proof.ReductionRounds).Elements(proof.RowValues);
        WriteWhir(writer, instance.Profile, proof.Whir);
        return writer.ToArray();
    }

    /// <summary>Reads the bytes of a core completely: canonical elements, exact length.</summary>
    /// <returns>Null and the proof, or what is wrong.</returns>
    public static Rejection? TryDecode(Instance instance, ReadOnlySpan<byte> bytes, out CoreProof? proof)
    {
        WireReader reader = new(bytes, Reason.Decode);
        if (!reader.Bytes("magic", Magic.Length).SequenceEqual(Magic)) { reader.Refuse("magic", 0, "FVMP", "other bytes"); }
        ushort version = reader.U16("version");
        if (version != Version) { reader.Refuse("version", Magic.Length, $"{Version}", version.ToString()); }
        CoreProof decoded = new()
        {
            AuxiliaryRoot = instance.AuxiliaryRows > 0 ? reader.Digest("aux root") : default,
            LookupNonce = ReadNonce(ref reader, instance.Profile.PowLookup, "lookup nonce"),
            Gkr = instance.Shape.HasInteractions ? ReadGkr(ref reader, instance.LogInteractions) : null,
            ZerocheckRounds = reader.Elements("zerocheck rounds", instance.MaxLogHeight * instance.Shape.Degree),
            Openings = ReadOpenings(ref reader, instance),
            Products = ReadProducts(ref reader, instance),
            ReductionRounds = reader.Elements("reduction rounds", 2 * instance.Profile.LogRowLength),
            RowValues = reader.Elements("row values", instance.MatrixRows),
            Whir = ReadWhir(ref reader, instance.Profile),
        };
        Rejection? fault = reader.End("core");
        proof = fault is null ? decoded : null;
        return fault;
    }

    private static void WriteGkr(WireWriter writer, GkrProof proof)
    {
        writer.Element(proof.RootDenominator);
        foreach (GkrLayer layer in proof.Layers) { writer.Elements(layer.Rounds).Elements(layer.Ends); }
    }

    private static GkrProof ReadGkr(ref WireReader reader, int layerCount)
    {
        Ext2 root = reader.Element("gkr root");
        GkrLayer[] layers = new GkrLayer[layerCount];
        for (int k = 0; k < layerCount; k++) { layers[k] = new(reader.Elements("gkr rounds", 2 * k), reader.Elements("gkr ends", 4)); }
        return new(root, layers);
    }

    private static Ext2[][] ReadOpenings(ref WireReader reader, Instance instance)
    {
        Ext2[][] openings = new Ext2[instance.Shape.Tables.Length][];
        for (int t = 0; t < openings.Length; t++) { openings[t] = reader.Elements("openings", instance.Shape.Tables[t].OpenedValues); }
        return openings;
    }

    private static ProductProof[] ReadProducts(ref WireReader reader, Instance instance)
    {
        int count = instance.Circuit.Products.Length;
        ProductProof[] products = reader.CanHold("products", count, 3 * Ext2.Bytes) ? new ProductProof[count] : [];
        for (int i = 0; i < products.Length; i++)
        {
            int rounds = instance.Circuit.Products[i].LogInner;
            products[i] = new(reader.Element("product value"), reader.Elements("product rounds", 2 * rounds), reader.Elements("product ends", 2));
        }

        return products;
    }

    private static void WriteWhir(WireWriter writer, Profile profile, WhirProof proof)
    {
        WriteNonce(writer, profile.PowBatch, proof.BatchNonce);
        for (int i = 0; i < profile.Levels; i++)
        {
            WhirLevel level = proof.Levels[i];
            writer.Digest(level.Root).Element(level.OutOfDomainValue);
            WriteNonce(writer, profile.PowQuery[i], level.QueryNonce);
            writer.U16(checked((ushort)level.QueryValues.Length)).Elements(level.QueryValues);
            for (int round = 0; round < profile.Folds[i]; round++)
            {
                writer.Elements(level.Rounds.AsSpan(2 * round, 2));
                WriteNonce(writer, profile.PowFold[i], level.FoldNonces[round]);
            }
        }

        writer.Elements(proof.Final);
        WriteNonce(writer, profile.PowQuery[profile.Levels], proof.FinalNonce);
    }

    private static WhirProof ReadWhir(ref WireReader reader, Profile profile)
    {
        ulong batchNonce = ReadNonce(ref reader, profile.PowBatch, "batch nonce");
        WhirLevel[] levels = new WhirLevel[profile.Levels];
        for (int i = 0; i < levels.Length; i++) { levels[i] = ReadLevel(ref reader, profile, i); }
        Ext2[] final = reader.Elements("final polynomial", 1 << profile.FinalVariables);
        return new(batchNonce, levels, final, ReadNonce(ref reader, profile.PowQuery[profile.Levels], "final nonce"));
    }

    private static WhirLevel ReadLevel(ref WireReader reader, Profile profile, int i)
    {
        (Digest root, Ext2 outOfDomain) = (reader.Digest("level root"), reader.Element("out-of-domain value"));
        ulong queryNonce = ReadNonce(ref reader, profile.PowQuery[i], "query nonce");
        ushort count = reader.U16("query values");
        reader.Limit("query values", count, profile.Queries[i]);
        Ext2[] values = reader.Elements("query values", count);
        (Ext2[] rounds, ulong[] nonces) = (new Ext2[2 * profile.Folds[i]], new ulong[profile.Folds[i]]);
        for (int round = 0; round < nonces.Length; round++)
        {
            (rounds[2 * round], rounds[(2 * round) + 1]) = (reader.Element("fold round"), reader.Element("fold round"));
            nonces[round] = ReadNonce(ref reader, profile.PowFold[i], "fold nonce");
        }

        return new(root, outOfDomain, queryNonce, values, rounds, nonces);
    }

    private static void WriteNonce(WireWriter writer, byte bits, ulong nonce)
    {
        if (bits != 0) { writer.U64(nonce); }
    }

    private static ulong ReadNonce(ref WireReader reader, byte bits, string where) => bits != 0 ? reader.U64(where) : 0;
}
